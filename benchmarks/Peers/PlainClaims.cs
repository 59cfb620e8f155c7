using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Peers;

/// <summary>The claims of one new token as a dictionary, for peers that write no claim by themselves.</summary>
internal static class PlainClaims
{
    public static Dictionary<string, object> Create()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new Dictionary<string, object>
        {
            ["iss"] = JwtHost.Name,
            ["sub"] = JwtHost.Subject,
            ["aud"] = JwtHost.Name,
            ["iat"] = now,
            ["exp"] = now + (long)JwtHost.Lifetime.TotalSeconds,
            ["jti"] = Guid.NewGuid().ToString(),
            ["role"] = "ADMIN",
        };
    }
}
