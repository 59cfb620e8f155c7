using System.Security.Cryptography;
using System.Text.Json.Nodes;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>Tokens that the npm package <c>jose</c> signs, and keys as it hands them over, read by us.</summary>
[NonParallelizable]
[Category("Interop")]
public sealed class JoseSignsTests
{
    private static Dictionary<(JwtAlgorithm Algorithm, bool IsOurs), SignedCase> _signed = [];

    private static JwtAlgorithm[] Algorithms => Enum.GetValues<JwtAlgorithm>();

    private static IEnumerable<JwtAlgorithm> Pairs => Algorithms.Where(static algorithm => !IsSymmetric(algorithm));

    private static IEnumerable<JwtAlgorithm> Secrets => Algorithms.Where(IsSymmetric);

    /// <summary>Each algorithm with a key that jose generates, and with one of ours that jose imports.</summary>
    private static IEnumerable<TestCaseData> Keys =>
        Algorithms.SelectMany(static algorithm => new TestCaseData[] { new(algorithm, false), new(algorithm, true) });

    [OneTimeSetUp]
    public static async Task SignAsync()
    {
        SignCase[] theirs = [.. Algorithms.Select(static algorithm => new SignCase(algorithm.ToString(), Tokens()))];
        SignCase[] ours = [.. Algorithms.Select(static algorithm => IsSymmetric(algorithm)
            ? new SignCase(algorithm.ToString(), Tokens(), Secret: Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)))
            : new SignCase(algorithm.ToString(), Tokens(), Pkcs8: PemOf(algorithm)))];

        var signed = await NodeScript.RunAsync<SignCase, SignedCase>("sign.js", [.. theirs, .. ours]);

        _signed = signed.Select(static (one, i) => (one, i))
            .ToDictionary(pair => (pair.one.Algorithm, pair.i >= theirs.Length), static pair => pair.one);
    }

    [TestCaseSource(nameof(Keys))]
    public async Task Access_token_is_accepted_with_and_without_a_kid(JwtAlgorithm algorithm, bool isOurs)
    {
        var signed = _signed[(algorithm, isOurs)];
        await using var service = Reader(VerifyingKey(signed));

        service.Read(signed.Tokens["good"]).Identity.Should().Be("alice");
        service.Read(signed.Tokens["with kid"]).Kid.Should().Be(signed.Thumbprint);
        service.Read(signed.Tokens["media type"]).Identity.Should().Be("alice");
    }

    [TestCaseSource(nameof(Keys))]
    public async Task Token_that_is_expired_of_another_type_or_for_another_audience_is_refused(JwtAlgorithm algorithm, bool isOurs)
    {
        var signed = _signed[(algorithm, isOurs)];
        await using var service = Reader(VerifyingKey(signed));

        service.ReadRefused(signed.Tokens["expired"]).Should().Be(JwtErrorCode.TokenExpired);
        service.ReadRefused(signed.Tokens["other type"]).Should().Be(JwtErrorCode.TokenType);
        service.ReadRefused(signed.Tokens["no type"]).Should().Be(JwtErrorCode.TokenType);
        service.ReadRefused(signed.Tokens["other audience"]).Should().Be(JwtErrorCode.TokenInvalid);
        service.ReadRefused(signed.Tokens["other issuer"]).Should().Be(JwtErrorCode.TokenInvalid);
        service.ReadRefused(TokenChange.Signature(signed.Tokens["good"])).Should().Be(JwtErrorCode.TokenInvalid);
    }

    [TestCaseSource(nameof(Algorithms))]
    public async Task Token_of_another_key_is_refused(JwtAlgorithm algorithm)
    {
        await using var service = Reader(VerifyingKey(_signed[(algorithm, false)]));

        service.ReadRefused(_signed[(algorithm, true)].Tokens["good"]).Should().Be(JwtErrorCode.TokenInvalid);
    }

    [TestCaseSource(nameof(Pairs))]
    public async Task Key_pair_is_read_from_every_form_that_jose_exports_and_its_kid_is_the_thumbprint(JwtAlgorithm algorithm)
    {
        foreach (var signed in new[] { _signed[(algorithm, false)], _signed[(algorithm, true)] })
        {
            JwtKey[] signing = [JwtKey.FromJwk(signed.PrivateJwk.ToJsonString()), JwtKey.FromPem(signed.Pkcs8!, algorithm)];
            JwtKey[] verifying = [JwtKey.FromJwk(signed.PublicJwk!.ToJsonString()), JwtKey.FromPem(signed.Spki!, algorithm)];

            signing.Concat(verifying).Should().AllSatisfy(key => (key.Kid, key.Algorithm).Should().Be((signed.Thumbprint, algorithm)));
            verifying.Should().AllSatisfy(static key => key.CanSign.Should().BeFalse());
            foreach (var (key, other) in signing.Zip(verifying.Reverse()))
                await SignsForAsync(key, other);
        }
    }

    [TestCaseSource(nameof(Secrets))]
    public async Task Secret_is_read_from_the_JWK_that_jose_exports(JwtAlgorithm algorithm)
    {
        var signed = _signed[(algorithm, false)];
        var key = JwtKey.FromJwk(signed.PrivateJwk.ToJsonString());
        var secret = Base64Of(signed.PrivateJwk["k"]!.GetValue<string>());

        (key.Kid, key.Algorithm, key.CanSign).Should().Be((signed.Thumbprint, algorithm, true));
        await using var service = Reader(JwtKey.FromSecret(secret, algorithm));
        service.Read(signed.Tokens["good"]).Identity.Should().Be("alice");
    }

    private static async Task SignsForAsync(JwtKey signing, JwtKey verifying)
    {
        await using var issuer = Reader(signing);
        await using var reader = Reader(verifying);
        reader.Read(issuer.Jwt.CreateAccessToken("alice")).Identity.Should().Be("alice");
    }

    private static Dictionary<string, TokenToSign> Tokens() => new()
    {
        ["good"] = new(Payload()),
        ["with kid"] = new(Payload(), WithKid: true),
        ["media type"] = new(Payload(), "application/at+jwt"),
        ["expired"] = new(Payload(static payload => (payload["iat"], payload["exp"]) = (TokenForge.Now - 600, TokenForge.Now))),
        ["other type"] = new(Payload(), "JWT"),
        ["no type"] = new(Payload(), null),
        ["other audience"] = new(Payload(static payload => payload["aud"] = "invoices")),
        ["other issuer"] = new(Payload(static payload => payload["iss"] = "https://example.com")),
    };

    private static JsonObject Payload(Action<JsonObject>? change = null)
    {
        var payload = JsonNode.Parse(TokenForge.Payload())!.AsObject();
        change?.Invoke(payload);
        return payload;
    }

    private static JwtKey VerifyingKey(SignedCase signed) => JwtKey.FromJwk((signed.PublicJwk ?? signed.PrivateJwk).ToJsonString());

    private static TestService Reader(JwtKey key) =>
        new(cfg => cfg.Keys.Add(key), static builder => builder.Configuration["Jwt:SecretKey"] = null);

    private static string PemOf(JwtAlgorithm algorithm) => algorithm switch
    {
        JwtAlgorithm.ES256 => TestKeys.EcPem(ECCurve.NamedCurves.nistP256),
        JwtAlgorithm.ES384 => TestKeys.EcPem(ECCurve.NamedCurves.nistP384),
        JwtAlgorithm.ES512 => TestKeys.EcPem(ECCurve.NamedCurves.nistP521),
        _ => TestKeys.RsaPem(),
    };

    private static string Base64Of(string base64Url) =>
        "base64:" + Convert.ToBase64String(System.Buffers.Text.Base64Url.DecodeFromChars(base64Url));

    private static bool IsSymmetric(JwtAlgorithm algorithm) => algorithm.ToString().StartsWith("HS", StringComparison.Ordinal);
}
