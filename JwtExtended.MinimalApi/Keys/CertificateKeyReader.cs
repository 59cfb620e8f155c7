using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Reads the key of a certificate: the private key if the certificate has it, otherwise the public key.</summary>
internal static class CertificateKeyReader
{
    private const string Name = "The certificate";

    public static KeyResult Read(X509Certificate2 certificate, JwtAlgorithm? algorithm) => KeyOf(certificate) is { } key
        ? AsymmetricKeys.Create(new ImportedKey(Name, key, certificate.HasPrivateKey, algorithm))
        : KeyResult.Refused($"{Name} holds neither an RSA nor an EC key. Choose a certificate with one of them.");

    private static AsymmetricAlgorithm? KeyOf(X509Certificate2 certificate) => certificate.HasPrivateKey
        ? (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()
        : (AsymmetricAlgorithm?)certificate.GetRSAPublicKey() ?? certificate.GetECDsaPublicKey();
}
