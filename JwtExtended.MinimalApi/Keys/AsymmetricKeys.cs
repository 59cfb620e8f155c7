using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Creates keys from RSA and EC keys of any source: the only place that checks algorithm, strength and pair.</summary>
internal static class AsymmetricKeys
{
    /// <summary>Creates a key. It takes ownership of the imported key, which is disposed when it is refused.</summary>
    /// <exception cref="ArgumentException">The imported key is neither RSA nor EC.</exception>
    public static KeyResult Create(ImportedKey imported)
    {
        var result = imported.Key switch
        {
            RSA key => CreateRsa(imported, key),
            ECDsa key => CreateEcdsa(imported, key),
            _ => throw new ArgumentException($"{imported.Key.GetType().Name} is neither RSA nor EC.", nameof(imported)),
        };
        if (result.Key is { CanSign: true, Material: AsymmetricMaterial material } && material.CheckPair(imported.Name) is { } error)
            result = KeyResult.Refused(error);

        if (result.Key is null)
            imported.Key.Dispose();
        return result;
    }

    private static KeyResult CreateRsa(ImportedKey imported, RSA key)
    {
        var algorithm = imported.Algorithm ?? JwtAlgorithm.RS256;
        if (AlgorithmTable.Find(algorithm) is not { Family: AlgorithmFamily.Rsa or AlgorithmFamily.RsaPss } info)
            return RefuseAlgorithm($"{imported.Name} is an RSA key", algorithm, AlgorithmFamily.Rsa, AlgorithmFamily.RsaPss);
        if (KeyStrength.CheckRsa(imported.Name, key, info) is { } error)
            return KeyResult.Refused(error);
        var kid = imported.Kid ?? JwkThumbprint.Of(key.ExportParameters(false));
        var material = new AsymmetricMaterial(key, info, (key.KeySize + 7) / 8) { Held = imported.Held };
        return KeyResult.Accepted(new JwtKey(kid, algorithm, material, imported.IsPrivate));
    }

    private static KeyResult CreateEcdsa(ImportedKey imported, ECDsa key)
    {
        var algorithm = imported.Algorithm ?? AlgorithmTable.FindByCurve(key)?.Algorithm ?? JwtAlgorithm.ES256;
        if (AlgorithmTable.Find(algorithm) is not { Family: AlgorithmFamily.Ecdsa, Curve: { } curve } info)
            return RefuseAlgorithm($"{imported.Name} is an EC key", algorithm, AlgorithmFamily.Ecdsa);
        if (KeyStrength.CheckCurve(imported.Name, key, info) is { } error)
            return KeyResult.Refused(error);
        var kid = imported.Kid ?? JwkThumbprint.Of(key.ExportParameters(false), curve);
        // RFC 7518, 3.4: the two coordinates, one after the other.
        var material = new AsymmetricMaterial(key, info, 2 * curve.CoordinateBytes) { Held = imported.Held };
        return KeyResult.Accepted(new JwtKey(kid, algorithm, material, imported.IsPrivate));
    }

    private static KeyResult RefuseAlgorithm(string key, JwtAlgorithm algorithm, params AlgorithmFamily[] suitable) =>
        KeyResult.Refused($"{key}, which does not fit the algorithm {algorithm}. Choose one of: {AlgorithmTable.NamesOf(suitable)}.");
}
