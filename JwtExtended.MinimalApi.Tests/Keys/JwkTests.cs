using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>JSON Web Keys (RFC 7517): those that are read, and those that are meant for something else.</summary>
public sealed class JwkTests
{
    private static readonly RSAParameters Rsa = MakeRsa();
    private static readonly ECParameters P256 = MakeEc(ECCurve.NamedCurves.nistP256);

    [TestCase("RS256", true)]
    [TestCase("PS512", true)]
    [TestCase(null, false)]
    public void An_RSA_key_is_read(string? alg, bool isPrivate)
    {
        var jwk = RsaJwk(isPrivate);
        if (alg is not null)
            jwk["alg"] = alg;

        var key = JwtKey.FromJwk(jwk.ToJsonString());

        (key.Algorithm.ToString(), key.CanSign).Should().Be((alg ?? "RS256", isPrivate));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void An_EC_key_is_read_and_its_kid_is_the_thumbprint(bool isPrivate)
    {
        var key = JwtKey.FromJwk(EcJwk(isPrivate).ToJsonString());

        (key.Algorithm, key.CanSign).Should().Be((JwtAlgorithm.ES256, isPrivate));
        key.Kid.Should().HaveLength(43);
    }

    [TestCase("HS256", 32)]
    [TestCase("HS384", 48)]
    [TestCase("HS512", 64)]
    public void A_secret_is_read_and_keeps_its_kid(string alg, int length)
    {
        var k = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(length));

        var key = JwtKey.FromJwk(new JsonObject { ["kty"] = "oct", ["k"] = k, ["alg"] = alg, ["kid"] = "mine" }.ToJsonString());

        (key.Algorithm.ToString(), key.Kid, key.CanSign).Should().Be((alg, "mine", true));
    }

    [Test]
    public void A_private_key_that_may_only_verify_does_not_sign()
    {
        var verify = EcJwk(isPrivate: true);
        verify["key_ops"] = new JsonArray("verify");
        var both = EcJwk(isPrivate: true);
        both["key_ops"] = new JsonArray("verify", "sign");

        JwtKey.FromJwk(verify.ToJsonString()).CanSign.Should().BeFalse();
        JwtKey.FromJwk(both.ToJsonString()).CanSign.Should().BeTrue();
    }

    [Test]
    public void Leading_zeros_that_were_left_out_are_filled_in()
    {
        // A coordinate that happens to start with a zero byte, which some libraries cut off.
        ECParameters key;
        do
            key = MakeEc(ECCurve.NamedCurves.nistP256);
        while (key.Q.X![0] != 0);
        var full = Jwk(key, isPrivate: false);
        var cut = Jwk(key, isPrivate: false);
        cut["x"] = Base64Url.EncodeToString(key.Q.X.AsSpan(1));

        JwtKey.FromJwk(cut.ToJsonString()).Kid.Should().Be(JwtKey.FromJwk(full.ToJsonString()).Kid);
    }

    private static IEnumerable<TestCaseData> Wrong =>
    [
        Case("*use other than 'sig'*", jwk => jwk["use"] = "enc"),
        Case("*key_ops without 'sign' and 'verify'*", jwk => jwk["key_ops"] = new JsonArray("encrypt")),
        Case("*alg that is not a signature algorithm*", jwk => jwk["alg"] = "ES521"),
        Case("*alg that is not a signature algorithm*", jwk => jwk["alg"] = "none"),
        Case("*alg that is not a signature algorithm*", jwk => jwk["alg"] = "RSA-OAEP"),
        Case("*is an EC key, which does not fit the algorithm RS256*", jwk => jwk["alg"] = "RS256"),
        Case("*is an EC key, which does not fit the algorithm HS256*", jwk => jwk["alg"] = "HS256"),
        Case("*on the curve of ES256; ES384 needs*", jwk => jwk["alg"] = "ES384"),
        Case("*crv other than*", jwk => jwk["crv"] = "secp256k1"),
        Case("*kty other than*", jwk => jwk["kty"] = "OKP"),
        Case("*kid that is empty*", jwk => jwk["kid"] = ""),
        Case("*kid that is empty*", jwk => jwk["kid"] = new string('x', 257)),
        Case("*not a JSON Web Key that can be read*", jwk => jwk["kid"] = 7),
        Case("*not a JSON Web Key that can be read*", jwk => jwk["x"] = jwk["x"]!.GetValue<string>() + "="),
        Case("*not a JSON Web Key that can be read*", jwk => jwk["x"] = " " + jwk["x"]!.GetValue<string>()),
        Case("*not a JSON Web Key that can be read*", jwk => jwk["x"] = Base64Url.EncodeToString(new byte[32])),
        Case("*not a JSON Web Key that can be read*", jwk => jwk["x"] = Base64Url.EncodeToString(new byte[33])),
        Case("*not a JSON Web Key that can be read*", jwk => jwk.Remove("y")),
        Case("*not a JSON Web Key that can be read*", jwk => jwk["use"] = null),
        Case("*not a JSON Web Key that can be read*", jwk => jwk["key_ops"] = new JsonArray("verify", null)),
        Case("*not a JSON Web Key that can be read*", jwk => jwk["key_ops"] = "verify"),
        Case("*not a JSON Web Key that can be read*", jwk => jwk["key_ops"] = new JsonArray(1)),
        new("*is a secret (oct), which does not fit the algorithm ES256*", """{"kty":"oct","alg":"ES256","k":"AAAA"}"""),
        new("The JWK is 3 bytes long; HS256 needs at least 32*", """{"kty":"oct","k":"AAAA"}"""),
        new("*not a JSON Web Key that can be read*", """{"kty":"oct","k":""}"""),
        new("*holds PEM text*", $$"""{"kty":"oct","k":"{{Base64Url.EncodeToString("-----BEGIN PUBLIC KEY----- and so on"u8)}}"}"""),
        new("*not a JSON Web Key that can be read*", """{"kty":"oct","kty":"oct","k":"AAAA"}"""),
        new("*not a JSON Web Key that can be read*", "[]"),
        new("*not a JSON Web Key that can be read*", "{"),
        new("*not a JSON Web Key that can be read*", """{"\ud800":1,"kty":"oct","k":"AAAA"}"""),
        new("*holds PEM text*", $$"""{"kty":"oct","k":"{{Base64Url.EncodeToString("-----BEGIN "u8)}}"}"""),
        Case("*use other than 'sig'*", jwk => (jwk["use"], jwk["alg"]) = ("enc", "none")),
        Case("*alg that is not a signature algorithm*", jwk => (jwk["alg"], jwk["kid"]) = ("none", "")),
        Case("*kid that is empty*", jwk => (jwk["kid"], jwk["key_ops"]) = ("", new JsonArray("encrypt"))),
        new("*more than two primes*", """{"kty":"RSA","n":"AAAA","e":"AQAB","oth":[]}"""),
        new("*RSA key of * bits*", """{"kty":"RSA","n":"vvvv","e":"AQAB"}"""),
    ];

    [TestCaseSource(nameof(Wrong))]
    public void A_wrong_key_is_misuse_and_is_not_quoted(string message, string jwk)
    {
        var error = FluentActions.Invoking(() => JwtKey.FromJwk(jwk)).Should().Throw<ArgumentException>().WithMessage(message).Which;

        error.Message.Should().NotContain("\"");
    }

    [TestCase("p")]
    [TestCase("qi")]
    public void A_private_member_that_is_wider_than_half_of_the_modulus_is_misuse(string member)
    {
        var jwk = RsaJwk(isPrivate: true);
        var bytes = Base64Url.DecodeFromChars(jwk[member]!.GetValue<string>());
        jwk[member] = Base64Url.EncodeToString([.. new byte[129 - bytes.Length], .. bytes]);

        FluentActions.Invoking(() => JwtKey.FromJwk(jwk.ToJsonString()))
            .Should().Throw<ArgumentException>().WithMessage("*not a JSON Web Key that can be read*");
    }

    [Test]
    public void A_private_part_of_another_key_is_misuse()
    {
        var jwk = EcJwk(isPrivate: true);
        jwk["d"] = Base64Url.EncodeToString(MakeEc(ECCurve.NamedCurves.nistP256).D);

        FluentActions.Invoking(() => JwtKey.FromJwk(jwk.ToJsonString())).Should().Throw<ArgumentException>();
        JwtKey.FromJwk(EcJwk(isPrivate: true).ToJsonString()).CanSign.Should().BeTrue();
    }

    // Named by the change: the key is another one in each run, and a test must be found again by its name.
    private static TestCaseData Case(string message, Action<JsonObject> change, [CallerArgumentExpression(nameof(change))] string name = "")
    {
        var jwk = EcJwk(isPrivate: false);
        change(jwk);
        return new TestCaseData(message, jwk.ToJsonString()).SetArgDisplayNames(message, name);
    }

    private static JsonObject RsaJwk(bool isPrivate)
    {
        var jwk = new JsonObject { ["kty"] = "RSA", ["n"] = Encode(Rsa.Modulus), ["e"] = Encode(Rsa.Exponent) };
        if (isPrivate)
        {
            (jwk["d"], jwk["p"], jwk["q"]) = (Encode(Rsa.D), Encode(Rsa.P), Encode(Rsa.Q));
            (jwk["dp"], jwk["dq"], jwk["qi"]) = (Encode(Rsa.DP), Encode(Rsa.DQ), Encode(Rsa.InverseQ));
        }

        return jwk;
    }

    private static JsonObject EcJwk(bool isPrivate) => Jwk(P256, isPrivate);

    private static JsonObject Jwk(ECParameters key, bool isPrivate)
    {
        var jwk = new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Encode(key.Q.X), ["y"] = Encode(key.Q.Y) };
        if (isPrivate)
            jwk["d"] = Encode(key.D);
        return jwk;
    }

    private static string Encode(byte[]? bytes) => Base64Url.EncodeToString(bytes);

    private static RSAParameters MakeRsa()
    {
        using var key = RSA.Create(2048);
        return key.ExportParameters(true);
    }

    private static ECParameters MakeEc(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return key.ExportParameters(true);
    }
}
