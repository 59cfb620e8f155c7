using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using JwtExtended.MinimalApi.Keys;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Keys;

/// <summary>Texts that are damaged in every way: the readers of keys refuse them, in time, and throw nothing else.</summary>
public sealed class HostileKeyTests
{
    private const int Changes = 400;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static IEnumerable<TestCaseData> Seeds
    {
        get
        {
            using var rsa = RSA.Create(2048);
            using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var certificate = new CertificateRequest("CN=a", ec, HashAlgorithmName.SHA256)
                .CreateSelfSigned(TestApp.Start, TestApp.Start.AddYears(1));
            var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10);
            (string, string, byte[])[] blocks =
            [
                ("RSA, PKCS#8", "PRIVATE KEY", rsa.ExportPkcs8PrivateKey()),
                ("RSA, PKCS#1", "RSA PRIVATE KEY", rsa.ExportRSAPrivateKey()),
                ("RSA, public", "PUBLIC KEY", rsa.ExportSubjectPublicKeyInfo()),
                ("RSA, public PKCS#1", "RSA PUBLIC KEY", rsa.ExportRSAPublicKey()),
                ("EC, PKCS#8", "PRIVATE KEY", ec.ExportPkcs8PrivateKey()),
                ("EC, SEC 1", "EC PRIVATE KEY", ec.ExportECPrivateKey()),
                ("EC, public", "PUBLIC KEY", ec.ExportSubjectPublicKeyInfo()),
                ("encrypted", "ENCRYPTED PRIVATE KEY", ec.ExportEncryptedPkcs8PrivateKey("sesame", encryption)),
                ("a certificate", "CERTIFICATE", certificate.RawData),
            ];
            return [.. blocks.Select(static block => new TestCaseData(block.Item2, block.Item3).SetArgDisplayNames(block.Item1))];
        }
    }

    [TestCaseSource(nameof(Seeds))]
    public void Damaged_bytes_within_a_block_are_refused_or_another_key(string label, byte[] der)
    {
        Read(PemEncoding.WriteString(label, der)).Key.Should().NotBeNull();
        var watch = Stopwatch.StartNew();

        for (var i = 0; i < Changes; i++)
            Check(PemEncoding.WriteString(label, Damage(der)));

        watch.Elapsed.Should().BeLessThan(Limit);
    }

    [TestCaseSource(nameof(Seeds))]
    public void Damaged_text_is_refused_or_another_key(string label, byte[] der)
    {
        var pem = PemEncoding.WriteString(label, der);
        var watch = Stopwatch.StartNew();

        for (var i = 0; i < Changes; i++)
            Check(Encoding.Latin1.GetString(Damage(Encoding.Latin1.GetBytes(pem))));
        for (var length = 0; length < pem.Length - 30; length += 17)
            Read(pem[..length]).Key.Should().BeNull();

        watch.Elapsed.Should().BeLessThan(Limit);
    }

    private static IEnumerable<TestCaseData> Huge =>
    [
        Text("quotation marks", new string('"', 1_000_000)),
        Text("backslashes", new string('\\', 1_000_000)),
        Text("backslashes and an r", string.Concat(Enumerable.Repeat("\\\\r", 300_000))),
        Text("beginnings", string.Concat(Enumerable.Repeat("-----BEGIN ", 90_000))),
        Text("beginnings of keys", string.Concat(Enumerable.Repeat("-----BEGIN PRIVATE KEY-----", 38_000))),
        Text("empty blocks", string.Concat(Enumerable.Repeat("-----BEGIN A----------END A-----", 30_000))),
        Text("hyphens", new string('-', 1_000_000)),
        Text("blanks", new string(' ', 1_000_000)),
        Text("a long label", $"-----BEGIN {new string('A', 900_000)}-----"),
        Text("colons", $"-----BEGIN PRIVATE KEY-----{new string(':', 900_000)}-----END PRIVATE KEY-----"),
        Text("a long body", $"-----BEGIN PRIVATE KEY-----{new string('A', 900_000)}-----END PRIVATE KEY-----"),
        Text("base64", new string('A', 1_000_000)),
        Text("base64 of base64 of base64", Base64(Base64(Base64("-----BEGIN PRIVATE KEY-----")))),
        Text("nested sequences", Nested("PRIVATE KEY", 100_000)),
        Text("nested sequences of a public key", Nested("PUBLIC KEY", 100_000)),
        Text("nested sequences of a certificate", Nested("CERTIFICATE", 20_000)),
        Text("an endless length", PemEncoding.WriteString("PRIVATE KEY", [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF])),
        Text("an indefinite length", PemEncoding.WriteString("PRIVATE KEY", [0x30, 0x80, 0, 0])),
        Text("more than is read", new string('A', 20_000_000)),
    ];

    [TestCaseSource(nameof(Huge))]
    public void A_huge_or_nested_text_is_refused_in_time(string text)
    {
        var watch = Stopwatch.StartNew();

        Read(text).Error.Should().StartWith("PrivateKey ").And.Subject.Length.Should().BeLessThan(600);

        watch.Elapsed.Should().BeLessThan(Limit);
    }

    [Test]
    public void Random_text_is_refused_by_every_reader()
    {
        for (var i = 0; i < Changes; i++)
        {
            var text = Encoding.Latin1.GetString(RandomNumberGenerator.GetBytes(RandomNumberGenerator.GetInt32(200)));

            Read(text).Key.Should().BeNull();
            JwkReader.Read(text).Key.Should().BeNull();
            JwkReader.ReadSet(text, []).Should().NotBeNull();
            Check(() => SecretReader.Read("SecretKey", text, JwtAlgorithm.HS256));
        }
    }

    [Test]
    public void Damaged_JSON_is_refused_or_another_key()
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string[] jwks = [KeyForms.Jwk(rsa.ExportParameters(true)), KeyForms.Jwk(ec.ExportParameters(true))];
        var watch = Stopwatch.StartNew();

        foreach (var jwk in jwks)
        {
            for (var i = 0; i < Changes; i++)
            {
                var text = Encoding.Latin1.GetString(Damage(Encoding.Latin1.GetBytes(jwk)));
                Check(() => JwkReader.Read(text));
                // Either keys or an error.
                var keys = new List<JwtKey>();
                (JwkReader.ReadSet($$"""{"keys":[{{text}}]}""", keys) is null).Should().Be(keys.Count > 0);
            }
        }

        watch.Elapsed.Should().BeLessThan(Limit);
    }

    [TestCase("n")]
    [TestCase("e")]
    [TestCase("k")]
    public void A_huge_number_in_a_JWK_is_refused_in_time(string member)
    {
        var watch = Stopwatch.StartNew();
        var jwk = $$"""{"kty":"RSA","n":"AQAB","e":"AQAB","{{member}}_":1}""".Replace(
            $"\"{member}\":\"AQAB\"", $"\"{member}\":\"{new string('x', 1_000_000)}\"", StringComparison.Ordinal);

        JwkReader.Read(jwk).Key.Should().BeNull();

        watch.Elapsed.Should().BeLessThan(Limit);
    }

    private static KeyResult Read(string pem) => PemKeyReader.Read(new PemSource("PrivateKey", pem, null, Password: "sesame"));

    private static void Check(string pem) => Check(() => Read(pem));

    private static void Check(Func<KeyResult> read)
    {
        var result = read();
        (result.Key is null).Should().Be(result.Error is not null);
    }

    private static byte[] Damage(byte[] original)
    {
        var bytes = original.ToArray();
        for (var changes = RandomNumberGenerator.GetInt32(1, 4); changes > 0; changes--)
        {
            var at = RandomNumberGenerator.GetInt32(bytes.Length);
            bytes = RandomNumberGenerator.GetInt32(4) switch
            {
                0 => [.. bytes[..at], .. bytes[(at + 1)..], 0],
                1 => [.. bytes[..at], (byte)RandomNumberGenerator.GetInt32(256), .. bytes[at..]],
                2 => [.. bytes[..at], .. bytes[..at]],
                _ => [.. bytes[..at], (byte)RandomNumberGenerator.GetInt32(256), .. bytes[(at + 1)..]],
            };
            if (bytes.Length == 0)
                return original;
        }

        return bytes;
    }

    private static string Nested(string label, int depth)
    {
        var der = new byte[depth * 5];
        for (var i = 0; i < depth; i++)
        {
            var length = der.Length - 5 * i - 5;
            (der[5 * i], der[5 * i + 1]) = (0x30, 0x83);
            (der[5 * i + 2], der[5 * i + 3], der[5 * i + 4]) = ((byte)(length >> 16), (byte)(length >> 8), (byte)length);
        }

        return PemEncoding.WriteString(label, der);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static TestCaseData Text(string name, string text) => new TestCaseData(text).SetArgDisplayNames(name);
}
