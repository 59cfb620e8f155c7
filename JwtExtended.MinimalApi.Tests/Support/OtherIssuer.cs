namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>Another service that issues tokens, with a key of its own.</summary>
internal sealed class OtherIssuer : IAsyncDisposable
{
    private const string DefaultName = "https://other.example";

    private readonly JwtServiceOwner _owner;

    private OtherIssuer(string name, JwtServiceOwner owner, JwtKey key) => (Name, _owner, Key) = (name, owner, key);

    public string Name { get; }

    /// <summary>The key, with its private part.</summary>
    public JwtKey Key { get; }

    public static OtherIssuer Create(TimeProvider time, string name = DefaultName)
    {
        var key = JwtKey.Generate(JwtAlgorithm.ES256);
        var owner = JwtService.Create(
            cfg =>
            {
                cfg.Keys.Add(key);
                (cfg.Issuer, cfg.Audience) = (name, "TestApp");
                cfg.ValidateAudience = cfg.ValidateIssuer = false;
            },
            time);
        return new OtherIssuer(name, owner, key);
    }

    public string CreateAccessToken(string identity, TokenDescriptor? descriptor = null) =>
        _owner.Service.CreateAccessToken(identity, descriptor ?? new TokenDescriptor());

    public TokenPair CreateTokenPair(string identity) => _owner.Service.CreateTokenPair(identity);

    public ValueTask DisposeAsync() => _owner.DisposeAsync();
}
