using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Makes a key of an RSA or EC key, wherever it comes from: the one place that checks fit and strength.</summary>
internal static class AsymmetricKeys
{
    /// <summary>The key, or <see langword="null"/> and what is wrong with it.</summary>
    /// <param name="name">What holds the key, for the message.</param>
    /// <param name="key">The RSA or EC key; it belongs to the result, and is disposed without one.</param>
    /// <param name="algorithm">The algorithm asked for; <see langword="null"/> = what fits the key.</param>
    /// <param name="isPrivate">Whether the key has its private part.</param>
    /// <param name="kid">The id; <see langword="null"/> = the thumbprint (RFC 7638).</param>
    /// <param name="error">What is wrong.</param>
    public static JwtKey? Create(string name, AsymmetricAlgorithm key, JwtAlgorithm? algorithm, bool isPrivate, string? kid, out string? error)
    {
        var made = key switch
        {
            RSA rsa => OfRsa(name, rsa, algorithm ?? JwtAlgorithm.RS256, isPrivate, kid, out error),
            ECDsa ecdsa => OfEcdsa(name, ecdsa, algorithm, isPrivate, kid, out error),
            _ => throw new ArgumentException($"{key.GetType().Name} is neither RSA nor EC.", nameof(key)),
        };
        if (made is { CanSign: true, Material: AsymmetricMaterial material } && !material.SignsWhatItVerifies())
        {
            error = $"{name} has a private part that does not belong to its public part. Export the pair again.";
            made = null;
        }

        if (made is null)
            key.Dispose();
        return made;
    }

    private static JwtKey? OfRsa(string name, RSA key, JwtAlgorithm algorithm, bool isPrivate, string? kid, out string? error)
    {
        error = AlgorithmTable.IsHmac(algorithm) || AlgorithmTable.IsEcdsa(algorithm)
            ? $"{name} is an RSA key, which does not fit the algorithm {algorithm}. Choose RS256, PS256 or one of their kin."
            : KeyStrength.OfRsa(name, key);
        return error is not null ? null :
            new JwtKey(kid ?? JwkThumbprint.Of(key.ExportParameters(false)), algorithm, new AsymmetricMaterial(key, algorithm, (key.KeySize + 7) / 8), isPrivate);
    }

    private static JwtKey? OfEcdsa(string name, ECDsa key, JwtAlgorithm? asked, bool isPrivate, string? kid, out string? error)
    {
        var algorithm = asked ?? KeyStrength.CurveAlgorithm(key) ?? JwtAlgorithm.ES256;
        error = AlgorithmTable.IsEcdsa(algorithm)
            ? KeyStrength.OfCurve(name, key, algorithm)
            : $"{name} is an EC key, which does not fit the algorithm {algorithm}. Choose ES256, ES384 or ES512.";
        return error is not null ? null :
            new JwtKey(kid ?? JwkThumbprint.Of(key.ExportParameters(false), algorithm), algorithm, new AsymmetricMaterial(key, algorithm, 2 * ((key.KeySize + 7) / 8)), isPrivate);
    }
}
