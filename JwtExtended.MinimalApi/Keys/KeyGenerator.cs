using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Makes a random key for an algorithm.</summary>
internal static class KeyGenerator
{
    private const int RsaBits = 2048;

    public static JwtKey Generate(JwtAlgorithm algorithm)
    {
        if (AlgorithmTable.IsHmac(algorithm))
            return SecretReader.Create(RandomNumberGenerator.GetBytes(AlgorithmTable.HashBits(algorithm) / 8), algorithm);
        using AsymmetricAlgorithm key = AlgorithmTable.IsEcdsa(algorithm) ? ECDsa.Create(KeyStrength.CurveOfJwk(KeyStrength.JwkCurveOf(algorithm))!.Value) : RSA.Create(RsaBits);
        // Through the one reader of keys, so that a generated key passes the same checks.
        return PemKeyReader.Read(new PemSource("The generated key", key.ExportPkcs8PrivateKeyPem(), algorithm, IsPrivate: true), out var error)
            ?? throw new CryptographicException(error);
    }
}
