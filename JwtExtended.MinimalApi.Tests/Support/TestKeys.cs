using System.Buffers.Text;
using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>Keys of this run: the repository does not contain a usable secret.</summary>
internal static class TestKeys
{
    public static byte[] SecretBytes { get; } = RandomNumberGenerator.GetBytes(64);

    public static string Secret { get; } = "base64:" + Convert.ToBase64String(SecretBytes);

    /// <summary>A secret as text, the same for the same letter in this run.</summary>
    public static string SecretText(char letter, int length = 32)
    {
        var bytes = HKDF.DeriveKey(HashAlgorithmName.SHA256, SecretBytes, length, info: [(byte)letter]);
        return Base64Url.EncodeToString(bytes)[..length];
    }

    public static string RsaPem(int bits = 2048)
    {
        using var key = RSA.Create(bits);
        return key.ExportPkcs8PrivateKeyPem();
    }

    public static string EcPem(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return key.ExportPkcs8PrivateKeyPem();
    }

    public static AsymmetricAlgorithm Import(string pem)
    {
        AsymmetricAlgorithm key = pem.Length > 1000 ? RSA.Create() : ECDsa.Create();
        key.ImportFromPem(pem);
        return key;
    }

    public static string PublicPem(string pem)
    {
        using var key = Import(pem);
        return key.ExportSubjectPublicKeyInfoPem();
    }
}
