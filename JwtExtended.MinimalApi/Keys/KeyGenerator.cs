using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Generates a random key for an algorithm.</summary>
internal static class KeyGenerator
{
    public static JwtKey Generate(JwtAlgorithmInfo algorithm)
    {
        if (algorithm.Family == AlgorithmFamily.Hmac)
            return SecretReader.Create(RandomNumberGenerator.GetBytes(algorithm.MinKeyBits / 8), algorithm);
        using AsymmetricAlgorithm key = algorithm.Curve is { } curve ? ECDsa.Create(curve.Curve) : RSA.Create(algorithm.MinKeyBits);
        // Read like any other key, so that a generated key passes the same checks.
        var source = new PemSource("The generated key", key.ExportPkcs8PrivateKeyPem(), algorithm.Algorithm, IsPrivate: true);
        var result = PemKeyReader.Read(source);
        return result.Key ?? throw new CryptographicException(result.Error);
    }
}
