using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using JwtExtended.MinimalApi.Keys;
using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Tests.Keys;

public sealed class KeyTests
{
    private const string Zeros = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static readonly string Rsa = TestKeys.RsaPem();
    private static readonly string P256 = TestKeys.EcPem(ECCurve.NamedCurves.nistP256);

    private static IEnumerable<TestCaseData> Pairs =>
    [
        Pair(Rsa, null, "RS256"), Pair(Rsa, JwtAlgorithm.RS384, "RS384"), Pair(Rsa, JwtAlgorithm.RS512, "RS512"),
        Pair(Rsa, JwtAlgorithm.PS256, "PS256"), Pair(Rsa, JwtAlgorithm.PS384, "PS384"), Pair(Rsa, JwtAlgorithm.PS512, "PS512"),
        Pair(P256, null, "ES256"),
        Pair(TestKeys.EcPem(ECCurve.NamedCurves.nistP384), null, "ES384"),
        Pair(TestKeys.EcPem(ECCurve.NamedCurves.nistP521), JwtAlgorithm.ES512, "ES512"),
        Pair(Legacy(Rsa), null, "RS256"),
    ];

    [TestCaseSource(nameof(Pairs))]
    public async Task A_private_key_signs_and_its_public_key_verifies_and_cannot_sign(string pem, JwtAlgorithm? algorithm, string alg)
    {
        await using var issuer = Keyed(cfg => (cfg.PrivateKey, cfg.Algorithm) = (pem, algorithm));
        await using var both = Keyed(cfg => (cfg.PrivateKey, cfg.PublicKey, cfg.Algorithm) = (pem, TestKeys.PublicPem(pem), algorithm));
        await using var verifier = Keyed(cfg => (cfg.PublicKey, cfg.Algorithm) = (TestKeys.PublicPem(pem), algorithm));
        var token = issuer.Jwt.CreateAccessToken("alice");

        TokenForge.DecodePart(token, 0).Should().Contain($"\"alg\":\"{alg}\"");
        verifier.Read(token).Kid.Should().NotBeNull();
        both.Read(token).Identity.Should().Be("alice");
        verifier.ReadRefused(token[..^8] + "AAAAAAAA").Should().Be(JwtErrorCode.TokenInvalid);
        verifier.Jwt.Invoking(jwt => jwt.CreateAccessToken("alice"))
            .Should().Throw<InvalidOperationException>().WithMessage("*can only verify*PrivateKey*");
    }

    [TestCase("HS256", 32)]
    [TestCase("HS384", 48)]
    [TestCase("HS512", 64)]
    public async Task A_secret_must_be_as_long_as_the_hash(string name, int length)
    {
        var algorithm = Enum.Parse<JwtAlgorithm>(name);
        await using var service = Keyed(cfg => (cfg.SecretKey, cfg.Algorithm) = (TestKeys.SecretText('x', length), algorithm));

        service.Read(service.Jwt.CreateAccessToken("alice"));
        Refused(cfg => (cfg.SecretKey, cfg.Algorithm) = (TestKeys.SecretText('x', length - 1), algorithm))
            .WithMessage($"SecretKey is {length - 1} bytes long; {name} needs at least {length} (RFC 7518, 3.2)*openssl rand*");
    }

    [Test]
    public async Task A_secret_is_UTF_8_text_or_base64()
    {
        var text = "ä" + TestKeys.SecretText('u');
        await using var plain = Keyed(cfg => cfg.SecretKey = text);
        await using var base64 = Keyed(cfg => cfg.SecretKey = $"base64:{Base64(text)}\n");

        base64.Read(plain.Jwt.CreateAccessToken("alice")).Identity.Should().Be("alice");
    }

    [Test]
    public void A_token_signed_with_the_public_key_as_a_secret_is_refused()
    {
        var verifier = Keyed(cfg => cfg.PrivateKey = Rsa);
        var publicKey = System.Text.Encoding.UTF8.GetBytes(TestKeys.PublicPem(Rsa));

        var token = TokenForge.Sign(TokenForge.Encode(TokenForge.Header), TokenForge.Encode(TokenForge.Payload()), publicKey);

        verifier.ReadRefused(token).Should().Be(JwtErrorCode.TokenInvalid);
    }

    [Test]
    public void The_alg_of_the_header_must_be_the_one_of_the_key_although_the_kid_is_right()
    {
        var service = new TestService();
        var kid = service.Read(service.Jwt.CreateAccessToken("alice")).Kid;

        service.Read(TokenForge.Sign($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{kid}}"}""", TokenForge.Payload()));
        service.ReadRefused(TokenForge.Sign($$"""{"alg":"HS384","typ":"at+jwt","kid":"{{kid}}"}""", TokenForge.Payload()))
            .Should().Be(JwtErrorCode.TokenInvalid);
    }

    private static IEnumerable<TestCaseData> WrongKeys =>
    [
        Wrong("*SecretKey holds PEM text*", cfg => cfg.SecretKey = TestKeys.PublicPem(Rsa)),
        Wrong("*SecretKey holds a JSON Web Key*", cfg => cfg.SecretKey = $$""" { "kty": "oct", "k": "{{Zeros}}" }"""),
        Wrong("*SecretKey holds PEM text*", cfg => cfg.SecretKey = "base64:" + Base64(TestKeys.PublicPem(Rsa))),
        Wrong("*SecretKey holds PEM text*", cfg => cfg.SecretKey = Base64(TestKeys.PublicPem(Rsa))),
        Wrong("*SecretKey holds a JSON Web Key*", cfg => cfg.SecretKey = "Base64:" + Base64($$"""{"kty":"oct","k":"{{Zeros}}"}""")),
        Wrong("*SecretKey holds PEM text*", cfg => cfg.SecretKey = Base64("\n" + TestKeys.PublicPem(Rsa))),
        Wrong("*SecretKey holds a JSON Web Key*", cfg => cfg.SecretKey = Base64($$"""{"kty":"RSA","e":"AQAB","n":"{{Zeros}}"}""")),
        Wrong("*SecretKey holds a public key in base64*", cfg => cfg.SecretKey = Spki(Rsa)),
        Wrong("*SecretKey holds a public key in base64*", cfg => cfg.SecretKey = " base64:" + Spki(P256)),
        Wrong("*does not decode as base64*", cfg => cfg.SecretKey = "base64:this is no base64 at all, not even nearly"),
        Wrong("*SecretKey is 0 bytes long*", cfg => cfg.SecretKey = "base64:"),
        Wrong("*SecretKey and a key pair are both set*", cfg => (cfg.SecretKey, cfg.PrivateKey) = (TestKeys.Secret, Rsa)),
        Wrong(
            "*SecretKey does not fit the algorithm ES256*Set PrivateKey instead*",
            cfg => (cfg.SecretKey, cfg.Algorithm) = (TestKeys.Secret, JwtAlgorithm.ES256)),
        Wrong(
            "*PrivateKey is an RSA key*does not fit the algorithm ES256*",
            cfg => (cfg.PrivateKey, cfg.Algorithm) = (Rsa, JwtAlgorithm.ES256)),
        Wrong(
            "*PrivateKey is an RSA key*does not fit the algorithm HS256*",
            cfg => (cfg.PrivateKey, cfg.Algorithm) = (Rsa, JwtAlgorithm.HS256)),
        Wrong(
            "*PrivateKey is an EC key*does not fit the algorithm RS256*",
            cfg => (cfg.PrivateKey, cfg.Algorithm) = (P256, JwtAlgorithm.RS256)),
        Wrong(
            "*PrivateKey is on the curve of ES256; ES384 needs exactly secp384r1*",
            cfg => (cfg.PrivateKey, cfg.Algorithm) = (P256, JwtAlgorithm.ES384)),
        Wrong(
            "*PrivateKey is on an unsupported curve (secP256k1); ES256 needs exactly prime256v1*",
            cfg => cfg.PrivateKey = TestKeys.EcPem(ECCurve.CreateFromFriendlyName("secp256k1"))),
        Wrong(
            "*SecretKey does not fit the algorithm 99*",
            cfg => (cfg.SecretKey, cfg.Algorithm) = (TestKeys.Secret, (JwtAlgorithm)99)),
        Wrong(
            "*PrivateKey is an RSA key*does not fit the algorithm -1*",
            cfg => (cfg.PrivateKey, cfg.Algorithm) = (Rsa, (JwtAlgorithm)(-1))),
        Wrong(
            "*PrivateKey is an EC key*does not fit the algorithm 12*",
            cfg => (cfg.PrivateKey, cfg.Algorithm) = (P256, (JwtAlgorithm)12)),
        Wrong("*RSA key of 1024 bits; at least 2048*", cfg => cfg.PrivateKey = TestKeys.RsaPem(1024)),
        Wrong("*PrivateKey holds a public key*Put it into PublicKey*", cfg => cfg.PrivateKey = TestKeys.PublicPem(Rsa)),
        Wrong("*PublicKey holds a private key*Put it into PrivateKey*", cfg => cfg.PublicKey = Rsa),
        Wrong(
            "*PublicKey does not belong to PrivateKey*",
            cfg => (cfg.PrivateKey, cfg.PublicKey) = (Rsa, TestKeys.PublicPem(TestKeys.RsaPem()))),
        Wrong(
            "*PublicKey is on the curve*",
            cfg => (cfg.PrivateKey, cfg.PublicKey, cfg.Algorithm) =
                (TestKeys.EcPem(ECCurve.NamedCurves.nistP384), TestKeys.PublicPem(P256), JwtAlgorithm.ES384)),
        Wrong("*PrivateKey is encrypted*openssl pkey*", cfg => cfg.PrivateKey = Encrypted(Rsa)),
        Wrong("*PrivateKey is not PEM text*", cfg => cfg.PrivateKey = "MIIEvQ"),
        Wrong(
            "*holds a certificate that cannot be read*",
            cfg => cfg.PublicKey = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"),
        Wrong(
            "*does not hold an RSA or EC key*",
            cfg => cfg.PrivateKey = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"),
    ];

    [TestCaseSource(nameof(WrongKeys))]
    public void A_wrong_key_stops_the_start_and_is_not_quoted(string message, Action<JwtOptions> configure)
    {
        var error = Refused(configure).WithMessage(message).Which;

        error.Message.Should().NotContain("MII").And.NotContain("AAAA").And.NotContain(TestKeys.Secret);
    }

    [Test]
    public void A_small_public_exponent_is_refused()
    {
        using var key = RSA.Create();
        var parameters = RSA.Create(2048).ExportParameters(false);
        key.ImportParameters(parameters with { Exponent = [3] });

        var info = AlgorithmTable.Get(JwtAlgorithm.RS256);

        KeyStrength.CheckRsa("PublicKey", key, info).Should().Contain("exponent below 65537");
        key.ImportParameters(parameters);
        KeyStrength.CheckRsa("PublicKey", key, info).Should().BeNull();
    }

    [Test]
    public void The_thumbprint_is_that_of_the_example_of_RFC_7638()
    {
        // RFC 7638, section 3.1.
        const string n =
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknj"
            + "hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQ"
            + "vRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzK"
            + "nqDKgw";
        var key = new RSAParameters { Modulus = System.Buffers.Text.Base64Url.DecodeFromChars(n), Exponent = [1, 0, 1] };

        JwkThumbprint.Of(key).Should().Be("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    [Test]
    public void A_ring_finds_a_key_by_its_kid_or_the_only_one_of_an_algorithm()
    {
        var (a, b, c) = (JwtKey.Generate(JwtAlgorithm.HS256), JwtKey.Generate(JwtAlgorithm.HS256), JwtKey.Generate(JwtAlgorithm.HS384));
        var ring = new KeySet(a, [a, b, c], []);

        ring.Find(TokenType.Access, b.Kid, JwtAlgorithm.HS256).Should().BeSameAs(b);
        ring.Find(TokenType.Access, "unknown", JwtAlgorithm.HS256).Should().BeNull();
        ring.Find(TokenType.Access, null, JwtAlgorithm.HS384).Should().BeSameAs(c);
        ring.Find(TokenType.Access, null, JwtAlgorithm.HS256).Should().BeNull("two keys fit");
        ring.Find(TokenType.Access, null, JwtAlgorithm.HS512).Should().BeNull();
        a.ToString().Should().Be($"JwtKey {{ Kid = {a.Kid}, Algorithm = HS256, CanSign = True }}");
    }

    private static string Spki(string pem)
    {
        using var key = TestKeys.Import(pem);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    // Named by where the key comes from: it is another one in each run, and a test must be found again by its name.
    private static TestCaseData Pair(
        string pem, JwtAlgorithm? algorithm, string alg, [CallerArgumentExpression(nameof(pem))] string name = "") =>
        new TestCaseData(pem, algorithm, alg).SetArgDisplayNames(name, $"{algorithm}", alg);

    private static TestCaseData Wrong(string message, Action<JwtOptions> configure) => new(message, configure);

    private static FluentAssertions.Specialized.ExceptionAssertions<OptionsValidationException> Refused(Action<JwtOptions> configure)
    {
        var start = () => Keyed(configure);
        return start.Should().Throw<OptionsValidationException>();
    }

    private static TestService Keyed(Action<JwtOptions> configure) =>
        new(configure, builder => builder.Configuration["Jwt:SecretKey"] = null);

    private static string Legacy(string pem)
    {
        using var key = (RSA)TestKeys.Import(pem);
        return key.ExportRSAPrivateKeyPem();
    }

    private static string Encrypted(string pem)
    {
        using var key = TestKeys.Import(pem);
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1);
        return key.ExportEncryptedPkcs8PrivateKeyPem("passphrase", encryption);
    }
}
