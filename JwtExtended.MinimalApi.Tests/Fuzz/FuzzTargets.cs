using JwtExtended.MinimalApi.Tests.Fuzz.Targets;

namespace JwtExtended.MinimalApi.Tests.Fuzz;

/// <summary>The targets, with their share of a run: what reads more, and costs less, gets more texts.</summary>
internal static class FuzzTargets
{
    private static readonly Dictionary<string, (int Share, Func<IFuzzTarget> Create)> All = new()
    {
        ["token"] = (50, static () => new TokenTarget()),
        ["legacy token"] = (10, static () => new LegacyTarget()),
        ["Authorization header"] = (10, static () => new HeaderTarget()),
        ["Cookie header"] = (10, static () => new CookieTarget()),
        ["query"] = (8, static () => new QueryTarget()),
        ["JSON body"] = (10, static () => new JsonBodyTarget()),
        ["Origin header"] = (5, static () => new OriginTarget()),
        ["JWK"] = (3, static () => new JwkTarget()),
        ["PEM"] = (2, static () => new PemTarget()),
        ["secret"] = (2, static () => new SecretTarget()),
    };

    public static IEnumerable<string> Names => All.Keys;

    public static IFuzzTarget Create(string name) => All[name].Create();

    /// <summary>The number of texts of a run that are for a target.</summary>
    public static int ShareOf(string name, int count) => (int)((long)count * All[name].Share / All.Values.Sum(target => target.Share));
}
