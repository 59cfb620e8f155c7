using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>What remains of a key that another one has replaced at its origin.</summary>
/// <param name="Key">The key, which verifies access tokens.</param>
/// <param name="Service">The key that verifies its refresh tokens and tickets; <see langword="null"/> if there is none.</param>
/// <param name="Until">When its last token has expired; <see langword="null"/> if tokens do not expire.</param>
internal sealed record KeptKey(JwtKey Key, JwtKey? Service, DateTimeOffset? Until)
{
    public static KeptKey Of(JwtKey replaced, DateTimeOffset? until) => new(VerifyOnly(replaced), replaced.ServiceKey, until);

    public bool IsOver(DateTimeOffset now) => Until <= now;

    /// <summary>Creates a key that verifies from the public part of a key pair.</summary>
    /// <returns>The key.</returns>
    /// <exception cref="CryptographicException">The bytes are not a public key of the algorithm.</exception>
    public static JwtKey FromPublic(string kid, JwtAlgorithmInfo algorithm, byte[] publicKey)
    {
        AsymmetricAlgorithm key = algorithm.Curve is null ? RSA.Create() : ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        var length = algorithm.Curve is { } curve ? 2 * curve.CoordinateBytes : (key.KeySize + 7) / 8;
        return new JwtKey(kid, algorithm.Algorithm, new AsymmetricMaterial(key, algorithm, length), canSign: false);
    }

    // Nothing that verifies needs the private part.
    private static JwtKey VerifyOnly(JwtKey key) => key.Material is AsymmetricMaterial { Key: var pair }
        ? FromPublic(key.Kid, AlgorithmTable.Get(key.Algorithm), pair.ExportSubjectPublicKeyInfo())
        : new JwtKey(key.Kid, key.Algorithm, key.Material, canSign: false);
}
