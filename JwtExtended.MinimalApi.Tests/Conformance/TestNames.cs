namespace JwtExtended.MinimalApi.Tests.Conformance;

/// <summary>The names of all tests, as pages have them: <c>Class.Method</c>.</summary>
internal static class TestNames
{
    public static IReadOnlySet<string> All { get; } = typeof(TestNames).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods().Select(method => $"{type.Name}.{method.Name}"))
        .Concat(JwtStoreContract.Checks.Select(check => $"{nameof(JwtStoreContract)}.{check.Name.Replace(' ', '_')}"))
        .ToHashSet();
}
