namespace JwtExtended.MinimalApi.Configuration;

/// <summary>The callers of introspection in the configuration, whose keys are their ids: <c>Introspection:Callers:orders</c>.</summary>
internal static class CallerSettings
{
    private const string Prefix = $"{nameof(JwtOptions.Introspection)}:Callers:";

    /// <summary>Finds the id of a caller in a path below the section.</summary>
    /// <returns>The id; <see langword="null"/> for any other path.</returns>
    public static string? FindId(string path) =>
        path.Length > Prefix.Length && path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? path[Prefix.Length..] : null;
}
