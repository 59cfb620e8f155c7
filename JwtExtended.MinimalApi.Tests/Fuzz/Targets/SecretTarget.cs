using System.Security.Cryptography;
using System.Text;
using JwtExtended.MinimalApi.Benchmarks.Fuzz;

namespace JwtExtended.MinimalApi.Tests.Fuzz.Targets;

/// <summary>The reader of secrets: what is too short, or something else than a secret, is refused.</summary>
internal sealed class SecretTarget : IFuzzTarget
{
    private KeyReading _reading;

    public SecretTarget()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Seeds =
        [
            "base64:" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            "base64:" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(33)),
            "BASE64: " + Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)) + "\n",
            Convert.ToHexString(RandomNumberGenerator.GetBytes(32)),
            "correct horse battery staple, and some more words", "short", "", "base64:", "base64:AAAA", "base64:====",
            ec.ExportSubjectPublicKeyInfoPem(), "base64:" + Convert.ToBase64String(ec.ExportSubjectPublicKeyInfo()),
            """{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}""", new string('a', 40),
            "base64:" + Convert.ToBase64String(new byte[32]),
        ];
    }

    public string[] Seeds { get; }

    public long MaxBytes => 1024 * 1024;

    public bool Accepted => _reading.Key is not null;

    public string Mutate(Random random, string text, string[] corpus) => TextMutations.Mutate(random, text, corpus);

    public void Read(string text) => _reading = KeyReading.Of(() => JwtKey.FromSecret(text));

    public string? FindProblem(string text)
    {
        if (_reading.FindProblem(text.Length >= 24 ? [text[8..24]] : []) is { } problem)
            return problem;
        if (_reading.Key is null)
            return null;
        if (text.Contains("-----BEGIN ", StringComparison.Ordinal))
            return "PEM text is a secret";
        var isBase64 = text.Trim().StartsWith("base64:", StringComparison.OrdinalIgnoreCase);
        return !isBase64 && Encoding.UTF8.GetByteCount(text) < 32 || isBase64 && text.Length < "base64:".Length + 43 ? "too short" : null;
    }

    public void Dispose()
    {
    }
}
