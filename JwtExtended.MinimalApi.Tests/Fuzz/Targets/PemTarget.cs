using System.Security.Cryptography;
using JwtExtended.MinimalApi.Benchmarks.Fuzz;

namespace JwtExtended.MinimalApi.Tests.Fuzz.Targets;

/// <summary>The reader of PEM text.</summary>
internal sealed class PemTarget : IFuzzTarget
{
    private KeyReading _reading;

    public PemTarget()
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Seeds =
        [
            rsa.ExportPkcs8PrivateKeyPem(), rsa.ExportRSAPrivateKeyPem(), rsa.ExportSubjectPublicKeyInfoPem(), rsa.ExportRSAPublicKeyPem(),
            ec.ExportPkcs8PrivateKeyPem(), ec.ExportECPrivateKeyPem(), ec.ExportSubjectPublicKeyInfoPem(), other.ExportPkcs8PrivateKeyPem(),
            ec.ExportPkcs8PrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal), $"\ufeff\"{ec.ExportPkcs8PrivateKeyPem()}\"",
            ec.ExportSubjectPublicKeyInfoPem() + "\n" + ec.ExportPkcs8PrivateKeyPem(),
            rsa.ExportPkcs8PrivateKeyPem().ReplaceLineEndings("\r\n"),
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + ec.ExportECPrivateKeyPem(),
            ec.ExportEncryptedPkcs8PrivateKeyPem("x", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)),
        ];
    }

    public string[] Seeds { get; }

    public long MaxBytes => 1024 * 1024;

    public bool Accepted => _reading.Key is not null;

    public string Mutate(Random random, string text, string[] corpus) => random.Next(4) switch
    {
        0 => ChangeBytes(random, text),
        1 => text + "\n" + corpus[random.Next(corpus.Length)],
        _ => TextMutations.Mutate(random, text, corpus),
    };

    public void Read(string text) => _reading = KeyReading.Of(() => JwtKey.FromPem(text));

    public string? FindProblem(string text) => _reading.FindProblem(
        text.Split('\n').Where(line => line.Length > 40 && !line.Contains("-----", StringComparison.Ordinal)).Select(line => line[..40]));

    public void Dispose()
    {
    }

    /// <summary>Changes the DER behind the text.</summary>
    private static string ChangeBytes(Random random, string text)
    {
        if (!PemEncoding.TryFind(text, out var fields))
            return text;
        var bytes = Convert.FromBase64String(text[fields.Base64Data]);
        if (bytes.Length == 0)
            return text;
        bytes[random.Next(random.Next(2) == 0 ? Math.Min(40, bytes.Length) : bytes.Length)] = (byte)random.Next(256);
        if (random.Next(4) == 0)
            bytes = bytes[..random.Next(bytes.Length)];
        return PemEncoding.WriteString(text[fields.Label], bytes);
    }
}
