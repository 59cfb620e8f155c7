using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Fuzz;

/// <summary>The service under fuzz, its key, and the good tokens that mutations start from.</summary>
internal sealed class FuzzTarget : IAsyncDisposable
{
    private readonly JwtHost _host;
    private readonly HashSet<string> _good;

    public FuzzTarget(JwtAlgorithm algorithm)
    {
        Key = BenchmarkKey.Generate(algorithm);
        _host = JwtHost.Create(Key);
        string[] access = [.. AccessTokens(_host.Jwt, DateTimeOffset.UtcNow)];
        _good = [.. access];
        // Refresh tokens are good tokens of the wrong type.
        Tokens = [.. access, _host.Jwt.CreateRefreshToken("alice"), _host.Jwt.CreateTokenPair("bob").RefreshToken];
        Good = access;
    }

    public JwtService Jwt => _host.Jwt;

    public BenchmarkKey Key { get; }

    public string Kid => Jwt.Keys.Signing.Kid;

    /// <summary>Every well signed token, access and refresh.</summary>
    public string[] Tokens { get; }

    /// <summary>The tokens that must be accepted.</summary>
    public string[] Good { get; }

    public bool IsGood(string text) => _good.Contains(text);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>Access tokens with all that one may contain.</summary>
    public static IEnumerable<string> AccessTokens(JwtService jwt, DateTimeOffset now)
    {
        yield return jwt.CreateAccessToken("alice");
        yield return jwt.CreateAccessToken("alice@example.com", "ADMIN", fresh: true);
        yield return jwt.CreateAccessToken("Zo\u00eb \ud83d\ude00 \\\"/\u2028");
        yield return jwt.CreateTokenPair("bob").AccessToken;
        yield return jwt.CreateAccessToken("carol", new TokenDescriptor
        {
            Roles = ["EDITOR", "AUTHOR"],
            Scopes = ["reports:read", "reports:write"],
            FreshFor = TimeSpan.FromHours(1),
            NotBefore = now.AddMinutes(-1),
            Claims = new JsonObject { ["plan"] = new JsonObject { ["name"] = "gold", ["seats"] = new JsonArray(1, 2.5, null, true) } },
        });
        yield return jwt.CreateAccessToken("dave", new TokenDescriptor { Claims = new JsonObject { ["text"] = new string('x', 4500) } });
    }
}
