using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Takes the key out of a certificate, the private one where it is there.</summary>
internal static class CertificateKeyReader
{
    /// <summary>The key, or <see langword="null"/> and what is wrong with it.</summary>
    public static JwtKey? Read(X509Certificate2 certificate, JwtAlgorithm? algorithm, out string? error)
    {
        const string name = "The certificate";
        var key = KeyOf(certificate);
        if (key is not null)
            return AsymmetricKeys.Create(name, key, algorithm, certificate.HasPrivateKey, kid: null, out error);
        error = $"{name} holds neither an RSA nor an EC key. Choose a certificate of one of them.";
        return null;
    }

    private static AsymmetricAlgorithm? KeyOf(X509Certificate2 certificate) => certificate.HasPrivateKey
        ? (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()
        : (AsymmetricAlgorithm?)certificate.GetRSAPublicKey() ?? certificate.GetECDsaPublicKey();
}
