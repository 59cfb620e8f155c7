using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Interop.Stacks;

/// <summary>
/// The cases of the crossing, for each algorithm: our tokens with what a stack has to make of them, and tokens that a stack signs with
/// what we have to make of them.
/// </summary>
internal sealed class StackCases(TestApp issuer, IReadOnlyDictionary<string, StackKey> keys, JsonObject jwks)
{
    public const string RefreshOfRingKey = "a refresh token signed with the key of access tokens";

    private const string Name = "Zoë \"\\/ \u2028 😀";

    private static readonly (string Name, bool Set, bool Aud)[] Checks =
        [("key and issuer", false, false), ("published keys", true, false), ("audience too", false, true)];

    private readonly Dictionary<string, OurCase> _ours = [];
    private readonly Dictionary<string, TheirCase> _theirs = [];

    public IReadOnlyDictionary<string, OurCase> Ours => _ours;

    public IReadOnlyDictionary<string, TheirCase> Theirs => _theirs;

    private static JsonArray TwoAudiences => new("invoices", IssuerApp.Audience);

    private long Now => issuer.Time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The cases of these algorithms as a request.</summary>
    public StackRequest RequestFor(JwtAlgorithm[] algorithms) => new(
        issuer.Issuer(),
        IssuerApp.Audience,
        algorithms.ToDictionary(algorithm => algorithm.ToString(), algorithm => keys[algorithm.ToString()]),
        jwks,
        [.. _ours.Values.Select(one => one.Verify).Where(one => algorithms.Contains(Enum.Parse<JwtAlgorithm>(one.Alg)))],
        [.. _theirs.Values.Select(one => one.Sign).Where(one => algorithms.Contains(Enum.Parse<JwtAlgorithm>(one.Alg)))]);

    public void Add(JwtAlgorithm algorithm)
    {
        AddOurs(algorithm);
        AddRefreshTokens(algorithm);
        AddTheirs(algorithm.ToString());
    }

    private void AddOurs(JwtAlgorithm algorithm)
    {
        var alg = algorithm.ToString();
        var access = issuer.With(algorithm, static jwt => jwt.CreateTokenPair("alice").AccessToken);
        var (claims, other) = (Payload(access), issuer.With(algorithm, static jwt => jwt.CreateAccessToken("mallory")));
        void Accept(string name, string token, bool set = false, bool aud = false, string sub = "alice") =>
            _ours.Add($"{alg}: {name}", new OurCase(new StackVerifyCase($"{alg}: {name}", alg, token, set, aud), sub));
        void Refuse(string name, string token, string? requires = null) => _ours.Add(
            $"{alg}: {name}", new OurCase(new StackVerifyCase($"{alg}: {name}", alg, token, Aud: requires == "aud"), null, requires));

        Accept("access, key and issuer", access);
        Accept("access, audience too", access, aud: true);
        if (keys[alg].Pem is not null)
            Accept("access, published keys", access, set: true);
        Accept("a name with quotes and an emoji", issuer.With(algorithm, static jwt => jwt.CreateAccessToken(Name)), sub: Name);
        Accept("two audiences", Forge(alg, claims, static payload => payload["aud"] = TwoAudiences), aud: true);
        Refuse("expired", Forge(alg, claims, payload => (payload["iat"], payload["exp"]) = (Now - 1800, Now - 900)), "exp");
        Refuse("other issuer", Forge(alg, claims, static payload => payload["iss"] = "https://example.com"), "iss");
        Refuse("other audience", Forge(alg, claims, static payload => payload["aud"] = "invoices"), "aud");
        Refuse("changed signature", TokenChange.Signature(access));
        Refuse("claims of another token", string.Join('.', access.Split('.')[0], other.Split('.')[1], access.Split('.')[2]));
    }

    private void AddRefreshTokens(JwtAlgorithm algorithm)
    {
        var alg = algorithm.ToString();
        var pair = issuer.With(algorithm, static jwt => jwt.CreateTokenPair("alice"));
        issuer.Jwt.TryRead(pair.AccessToken, out var access, out _).Should().BeTrue();
        (string Name, string Token)[] inner =
        [
            ("the refresh token of a pair", pair.RefreshToken),
            ("a refresh token", issuer.With(algorithm, static jwt => jwt.CreateRefreshToken("alice"))),
            ("a ticket", issuer.Jwt.Runtime.Issuer.CreateTicket(access!, "parent", "GET /feed", TimeSpan.FromMinutes(5), out _).Text),
        ];
        foreach (var (name, token) in inner)
        {
            foreach (var (suffix, set, aud) in Checks)
            {
                if (!set || keys[alg].Pem is not null)
                {
                    var id = $"{alg}: {name}, {suffix}";
                    _ours.Add(id, new OurCase(new StackVerifyCase(id, alg, token, set, aud), null) { IsInner = true });
                }
            }
        }

        // The control: without a key of its own, it would be taken for an access token.
        var control = $"{alg}: {RefreshOfRingKey}";
        var forged = Forge(alg, Payload(pair.RefreshToken), static _ => { }, "rt+jwt");
        _ours.Add(control, new OurCase(new StackVerifyCase(control, alg, forged), "alice") { IsControl = true });
    }

    private void AddTheirs(string alg)
    {
        var access = new JsonObject { ["typ"] = "at+jwt" };
        var kid = new JsonObject { ["typ"] = "at+jwt", ["kid"] = keys[alg].Jwk["kid"]!.GetValue<string>() };
        void Add(string name, JwtErrorCode? expected, Action<JsonObject>? change = null, JsonObject? header = null) =>
            _theirs.Add($"{alg}: {name}", new TheirCase(
                new StackSignCase($"{alg}: {name}", alg, (header ?? access).DeepClone().AsObject(), Claims(change)), expected));

        Add("good", null);
        Add("with kid", null, header: kid);
        Add("media type", null, header: new JsonObject { ["typ"] = "application/at+jwt" });
        Add("two audiences", null, static payload => payload["aud"] = TwoAudiences);
        Add("a name with quotes and an emoji", null, static payload => payload["sub"] = Name);
        Add("no type of ours", JwtErrorCode.TokenType, header: []);
        // What is refused for its claims is so under any algorithm.
        if (!StackDriver.Few.Contains(Enum.Parse<JwtAlgorithm>(alg)))
            return;
        Add("type of refresh tokens", JwtErrorCode.TokenType, header: new JsonObject { ["typ"] = "rt+jwt" });
        Add("expired", JwtErrorCode.TokenExpired, payload =>
            (payload["iat"], payload["nbf"], payload["exp"]) = (Now - 900, Now - 900, Now - 1));
        Add("not yet valid", JwtErrorCode.TokenInvalid, payload => payload["nbf"] = Now + 600);
        Add("too long", JwtErrorCode.TokenInvalid, payload => payload["exp"] = Now + 31 * 24 * 60 * 60);
        Add("issued in the future", JwtErrorCode.TokenInvalid, payload => (payload["iat"], payload["nbf"]) = (Now + 600, Now + 600));
        Add("other audience", JwtErrorCode.TokenInvalid, static payload => payload["aud"] = "invoices");
        Add("other issuer", JwtErrorCode.TokenInvalid, static payload => payload["iss"] = "https://example.com");
        foreach (var (name, code) in new[]
        {
            ("aud", JwtErrorCode.TokenInvalid), ("iss", JwtErrorCode.TokenInvalid), ("exp", JwtErrorCode.TokenInvalid),
            ("sub", JwtErrorCode.TokenMalformed), ("iat", JwtErrorCode.TokenMalformed),
        })
            Add($"no {name}", code, payload => payload.Remove(name));
        Add("a number as subject", JwtErrorCode.TokenMalformed, static payload => payload["sub"] = 42L);
    }

    private JsonObject Claims(Action<JsonObject>? change)
    {
        var payload = new JsonObject
        {
            ["iss"] = issuer.Issuer(),
            ["aud"] = IssuerApp.Audience,
            ["sub"] = "alice",
            ["iat"] = Now,
            ["nbf"] = Now,
            ["exp"] = Now + 600,
            ["jti"] = "b7f1",
        };
        change?.Invoke(payload);
        return payload;
    }

    /// <summary>Signs changed claims with the key of the ring.</summary>
    private string Forge(string alg, JsonObject claims, Action<JsonObject> change, string typ = "at+jwt")
    {
        var payload = claims.DeepClone().AsObject();
        change(payload);
        var header = new Dictionary<string, object> { ["typ"] = typ, ["kid"] = keys[alg].Jwk["kid"]!.GetValue<string>() };
        return Jose.JWT.Encode(payload.ToJsonString(), keys[alg].ToMaterial(), Enum.Parse<Jose.JwsAlgorithm>(alg), header);
    }

    private static JsonObject Payload(string token) => JsonNode.Parse(TokenForge.DecodePart(token, 1))!.AsObject();
}
