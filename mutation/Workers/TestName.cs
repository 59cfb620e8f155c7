using NUnit.Framework.Interfaces;

namespace JwtExtended.MinimalApi.Mutation.Workers;

/// <summary>Names of tests whose arguments may contain any character.</summary>
internal static class TestName
{
    private const int Limit = 200;

    public static string Of(ITest? test) =>
        string.Concat((test?.FullName ?? "").Select(static c => c is > ' ' and <= '~' ? c : '_').Take(Limit));
}
