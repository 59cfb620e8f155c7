using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JwtExtended.MinimalApi.Keys;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>Every way to create a key, and every key that is refused.</summary>
public sealed class KeyMakingTests
{
    private static readonly PbeParameters Pbe = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);

    [Test]
    public void Every_algorithm_has_a_generated_key_that_signs_what_it_verifies([Values] JwtAlgorithm algorithm)
    {
        var key = JwtKey.Generate(algorithm);
        var signature = new byte[key.SignatureLength];

        key.Sign("input"u8, signature);

        (key.Algorithm, key.CanSign).Should().Be((algorithm, true));
        key.Verify("input"u8, signature).Should().BeTrue();
        key.Verify("other"u8, signature).Should().BeFalse();
        key.Verify("input"u8, signature.AsSpan(1)).Should().BeFalse();
        JwtKey.Generate(algorithm).Verify("input"u8, signature).Should().BeFalse();
    }

    [TestCase(JwtAlgorithm.HS256, 32)]
    [TestCase(JwtAlgorithm.HS512, 64)]
    public void A_generated_secret_is_as_long_as_its_algorithm_needs(JwtAlgorithm algorithm, int length) =>
        KeyGenerator.GenerateSecret(AlgorithmTable.Get(algorithm)).Should().HaveCount(length);

    [Test]
    public void No_key_is_generated_for_an_algorithm_that_does_not_exist() =>
        FluentActions.Invoking(() => JwtKey.Generate((JwtAlgorithm)12)).Should().Throw<ArgumentOutOfRangeException>();

    [Test]
    public void A_secret_makes_the_same_key_as_its_base64()
    {
        var text = TestKeys.SecretText('x', 64);

        var base64 = "base64:" + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

        JwtKey.FromSecret(text).Kid.Should().Be(JwtKey.FromSecret(base64).Kid);
        JwtKey.FromSecret(text, JwtAlgorithm.HS512).Algorithm.Should().Be(JwtAlgorithm.HS512);
    }

    [TestCase("short", JwtAlgorithm.HS256, "The secret is 5 bytes long; HS256 needs at least 32*")]
    [TestCase("0123456789abcdef0123456789abcdef", JwtAlgorithm.HS384, "The secret is 32 bytes long; HS384 needs at least 48*")]
    [TestCase("0123456789abcdef0123456789abcdef", JwtAlgorithm.ES256, "The secret does not fit the algorithm ES256, which is not HMAC*")]
    [TestCase("base64:%", JwtAlgorithm.HS256, "The secret starts with 'base64:' but does not decode*")]
    public void A_wrong_secret_is_misuse(string secret, JwtAlgorithm algorithm, string message) =>
        FluentActions.Invoking(() => JwtKey.FromSecret(secret, algorithm)).Should().Throw<ArgumentException>().WithMessage(message);

    [Test]
    public void A_pem_key_is_read_in_every_form()
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        JwtKey[] private1 =
        [
            JwtKey.FromPem(rsa.ExportPkcs8PrivateKeyPem()), JwtKey.FromPem(rsa.ExportRSAPrivateKeyPem()),
            JwtKey.FromPem(rsa.ExportEncryptedPkcs8PrivateKeyPem("open sesame", Pbe), password: "open sesame"),
        ];
        JwtKey[] private2 =
        [
            JwtKey.FromPem(ec.ExportPkcs8PrivateKeyPem()), JwtKey.FromPem(ec.ExportECPrivateKeyPem()),
            JwtKey.FromPem(ec.ExportEncryptedPkcs8PrivateKeyPem("x", Pbe), password: "x"),
        ];
        JwtKey[] public1 = [JwtKey.FromPem(rsa.ExportSubjectPublicKeyInfoPem()), JwtKey.FromPem(rsa.ExportRSAPublicKeyPem())];

        private1.Should().AllSatisfy(key => (key.CanSign, key.Algorithm, key.Kid).Should().Be((true, JwtAlgorithm.RS256, private1[0].Kid)));
        private2.Should().AllSatisfy(key => (key.CanSign, key.Algorithm, key.Kid).Should().Be((true, JwtAlgorithm.ES384, private2[0].Kid)));
        public1.Should().AllSatisfy(key => (key.CanSign, key.Algorithm, key.Kid).Should().Be((false, JwtAlgorithm.RS256, private1[0].Kid)));
        JwtKey.FromPem(ec.ExportSubjectPublicKeyInfoPem()).CanSign.Should().BeFalse();
    }

    [Test]
    public void An_encrypted_key_needs_its_passphrase()
    {
        using var rsa = RSA.Create(2048);
        var pem = rsa.ExportEncryptedPkcs8PrivateKeyPem("open sesame", Pbe);

        FluentActions.Invoking(() => JwtKey.FromPem(pem)).Should().Throw<ArgumentException>().WithMessage("*is encrypted*password*");
        FluentActions.Invoking(() => JwtKey.FromPem(pem, password: "another"))
            .Should().Throw<ArgumentException>().WithMessage("*passphrase is wrong*")
            .Which.Message.Should().NotContain("another");
        FluentActions.Invoking(() => JwtKey.FromPem("no pem"))
            .Should().Throw<ArgumentException>().WithMessage("The PEM text is not PEM text*");
    }

    [Test]
    public void A_pem_file_is_read_and_named_when_it_is_wrong()
    {
        using var file = new TemporaryFile(TestKeys.EcPem(ECCurve.NamedCurves.nistP256));

        JwtKey.FromPemFile(file.Path).Algorithm.Should().Be(JwtAlgorithm.ES256);
        File.WriteAllText(file.Path, "nothing");
        FluentActions.Invoking(() => JwtKey.FromPemFile(file.Path))
            .Should().Throw<ArgumentException>().WithMessage($"*{file.Path}*is not PEM text*");
        FluentActions.Invoking(() => JwtKey.FromPemFile(file.Path + ".absent")).Should().Throw<FileNotFoundException>();
    }

    [TestCase("1.3.132.0.10")]
    [TestCase("1.3.36.3.3.2.8.1.1.7")]
    public void A_curve_that_no_algorithm_names_is_refused(string oid)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromValue(oid));

        FluentActions.Invoking(() => JwtKey.FromPem(key.ExportPkcs8PrivateKeyPem()))
            .Should().Throw<ArgumentException>().WithMessage("*on an unsupported curve*");
    }

    [Test]
    public void A_curve_of_explicit_parameters_is_refused()
    {
        using var named = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(named.ExportExplicitParameters(includePrivateParameters: true));

        FluentActions.Invoking(() => JwtKey.FromPem(key.ExportPkcs8PrivateKeyPem()))
            .Should().Throw<ArgumentException>().WithMessage("*on a curve of explicit parameters*");
    }

    [Test]
    public void A_certificate_gives_its_private_key_or_its_public_one()
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var withRsa = SelfSign(new CertificateRequest("CN=a", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        using var withEc = SelfSign(new CertificateRequest("CN=a", ec, HashAlgorithmName.SHA256));
        using var publicEc = X509CertificateLoader.LoadCertificate(withEc.Export(X509ContentType.Cert));

        var a = JwtKey.FromCertificate(withRsa, JwtAlgorithm.PS256);
        var (b, c) = (JwtKey.FromCertificate(withEc), JwtKey.FromCertificate(publicEc));

        (a.Algorithm, a.CanSign).Should().Be((JwtAlgorithm.PS256, true));
        (b.Algorithm, b.CanSign, c.CanSign).Should().Be((JwtAlgorithm.ES256, true, false));
        c.Kid.Should().Be(b.Kid);
    }

    [Test]
    public void A_certificate_of_another_kind_or_too_weak_is_misuse()
    {
        using var weak = RSA.Create(1024);
        using var certificate = SelfSign(new CertificateRequest("CN=a", weak, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        FluentActions.Invoking(() => JwtKey.FromCertificate(certificate))
            .Should().Throw<ArgumentException>().WithMessage("The certificate is an RSA key of 1024 bits*");
    }

    private static X509Certificate2 SelfSign(CertificateRequest request) =>
        request.CreateSelfSigned(TestApp.Start, TestApp.Start.AddYears(1));
}
