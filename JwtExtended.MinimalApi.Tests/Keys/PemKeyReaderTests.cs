using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JwtExtended.MinimalApi.Keys;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>Each PEM label where a private key is required, a public one, or either.</summary>
public sealed class PemKeyReaderTests
{
    private static IEnumerable<TestCaseData> Labels
    {
        get
        {
            using var rsa = RSA.Create(2048);
            using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return
            [
                Case("PKCS#8", rsa.ExportPkcs8PrivateKeyPem(), isPrivate: true),
                Case("PKCS#1", rsa.ExportRSAPrivateKeyPem(), isPrivate: true),
                Case("SEC 1", ec.ExportECPrivateKeyPem(), isPrivate: true),
                Case("SPKI", ec.ExportSubjectPublicKeyInfoPem(), isPrivate: false),
                Case("public PKCS#1", rsa.ExportRSAPublicKeyPem(), isPrivate: false),
            ];
        }
    }

    [TestCaseSource(nameof(Labels))]
    public void A_key_is_read_where_its_type_is_required_and_otherwise_the_other_option_is_named(string pem, bool isPrivate)
    {
        var either = Read(pem, null);
        var required = Read(pem, isPrivate);
        var opposite = Read(pem, !isPrivate);

        (either.Key!.CanSign, either.Error).Should().Be((isPrivate, null));
        required.Key!.CanSign.Should().Be(isPrivate);
        opposite.Key.Should().BeNull();
        opposite.Error.Should().Be(isPrivate
            ? "PublicKey holds a private key. Put it into PrivateKey."
            : "PrivateKey holds a public key. Put it into PublicKey.");
    }

    [TestCase(null, true)]
    [TestCase(true, true)]
    [TestCase(false, false)]
    public void An_encrypted_key_is_a_private_one(bool? isPrivate, bool accepted)
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1);
        var pem = ec.ExportEncryptedPkcs8PrivateKeyPem("open sesame", encryption);

        var result = PemKeyReader.Read(new PemSource("PublicKey", pem, null, isPrivate, "open sesame"));

        (result.Key is { CanSign: true }).Should().Be(accepted);
        if (!accepted)
            result.Error.Should().Contain("is encrypted");
    }

    [Test]
    public void A_curve_that_the_platform_does_not_know_is_refused_as_any_other_key()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var spki = ec.ExportSubjectPublicKeyInfo();
        // The last number of the curve's object identifier, 1.2.840.10045.3.1.7.
        spki[spki.AsSpan().IndexOf("\u0003\u0001\u0007"u8) + 2] = 0x7f;

        var result = PemKeyReader.Read(new PemSource("PublicKey", PemEncoding.WriteString("PUBLIC KEY", spki), null));

        result.Error.Should().StartWith("PublicKey is on an unsupported curve");
        Read(ec.ExportSubjectPublicKeyInfoPem(), null).Key.Should().NotBeNull();
    }

    [Test]
    public void A_passphrase_for_a_key_that_is_not_encrypted_is_not_used()
    {
        var pem = TestKeys.EcPem(ECCurve.NamedCurves.nistP256);

        PemKeyReader.Read(new PemSource("PrivateKey", pem, null, Password: "x")).Key!.CanSign.Should().BeTrue();
    }

    [Test]
    public void A_key_of_another_kind_is_refused_and_the_passphrase_blamed_only_where_there_is_one()
    {
        const string broken = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";

        var without = Read(broken, null);
        var with = PemKeyReader.Read(new PemSource("PrivateKey", broken, null, Password: "x"));

        (without.Key, with.Key).Should().Be((null, null));
        without.Error.Should().Contain("does not hold an RSA or EC key").And.NotContain("passphrase");
        with.Error.Should().Contain("does not hold an RSA or EC key").And.NotContain("passphrase");
    }

    [Test]
    public void The_source_of_a_key_is_printed_without_it() =>
        new PemSource("PrivateKey", "pem", null, Password: "secret").ToString().Should().Be("PrivateKey");

    [Test]
    public void A_certificate_of_RSA_without_its_private_key_verifies()
    {
        using var rsa = RSA.Create(2048);
        using var with = new CertificateRequest("CN=a", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TestApp.Start, TestApp.Start.AddYears(1));
        using var without = X509CertificateLoader.LoadCertificate(with.Export(X509ContentType.Cert));

        var result = CertificateKeyReader.Read(without, null);

        (result.Key!.Algorithm, result.Key.CanSign, result.Error).Should().Be((JwtAlgorithm.RS256, false, null));
    }

    [Test]
    public void A_certificate_of_neither_kind_is_refused()
    {
        using var dsa = DSA.Create(1024);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName("CN=a"), new PublicKey(dsa), HashAlgorithmName.SHA256);
        using var certificate = request.Create(
            new X500DistinguishedName("CN=b"), X509SignatureGenerator.CreateForECDsa(ec), TestApp.Start, TestApp.Start.AddYears(1), [1]);

        var result = CertificateKeyReader.Read(certificate, null);

        result.Key.Should().BeNull();
        result.Error.Should().StartWith("The certificate holds neither an RSA nor an EC key.");
    }

    private static KeyResult Read(string pem, bool? isPrivate) =>
        PemKeyReader.Read(new PemSource(isPrivate == true ? "PrivateKey" : "PublicKey", pem, null, isPrivate));

    private static TestCaseData Case(string name, string pem, bool isPrivate) => new TestCaseData(pem, isPrivate).SetArgDisplayNames(name);
}
