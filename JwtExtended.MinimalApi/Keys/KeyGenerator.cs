using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Generates random key material. It is read like any other key, so that it passes the same checks.</summary>
internal static class KeyGenerator
{
    /// <summary>Generates a secret for an HMAC algorithm.</summary>
    /// <returns>The bytes.</returns>
    public static byte[] GenerateSecret(JwtAlgorithmInfo algorithm) => RandomNumberGenerator.GetBytes(algorithm.MinKeyBits / 8);

    /// <summary>Generates a private key for an asymmetric algorithm.</summary>
    /// <returns>The PEM text and what is known about it.</returns>
    public static PemSource GeneratePem(JwtAlgorithmInfo algorithm)
    {
        using AsymmetricAlgorithm key = algorithm.Curve is { } curve ? ECDsa.Create(curve.Curve) : RSA.Create(algorithm.MinKeyBits);
        return new PemSource("The generated key", key.ExportPkcs8PrivateKeyPem(), algorithm.Algorithm, IsPrivate: true);
    }
}
