using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Reads an RSA or EC key from PEM text (PKCS#1, PKCS#8, SEC 1, SPKI).</summary>
internal static class PemKeyReader
{
    /// <summary>The key, or <see langword="null"/> and what is wrong with it.</summary>
    /// <param name="name">The option that holds the text, for the message.</param>
    /// <param name="pem">The PEM text.</param>
    /// <param name="algorithm">The configured algorithm, or <see langword="null"/> for what fits the key.</param>
    /// <param name="isPrivate">Whether the text must hold a private key; otherwise it must hold a public one.</param>
    /// <param name="error">What is wrong.</param>
    public static JwtKey? Read(string name, string pem, JwtAlgorithm? algorithm, bool isPrivate, out string? error)
    {
        error = CheckLabel(name, pem, isPrivate);
        if (error is not null)
            return null;
        if (TryImport(RSA.Create(), pem) is RSA rsa)
            return FromRsa(name, rsa, algorithm ?? JwtAlgorithm.RS256, isPrivate, out error);
        if (TryImport(ECDsa.Create(), pem) is ECDsa ecdsa)
            return FromEcdsa(name, ecdsa, algorithm, isPrivate, out error);
        error = $"{name} does not hold an RSA or EC key that can be read. Create one with: openssl ecparam -name prime256v1 -genkey -noout";
        return null;
    }

    private static string? CheckLabel(string name, string pem, bool isPrivate)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
            return $"{name} is not PEM text. It starts with '-----BEGIN' and keeps its line breaks.";
        return (pem[fields.Label], isPrivate) switch
        {
            ("ENCRYPTED PRIVATE KEY", _) => $"{name} is encrypted. Decrypt it with: openssl pkey -in key.pem",
            ("PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY", true) => null,
            ("PUBLIC KEY" or "RSA PUBLIC KEY", false) => null,
            ("PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY", false) => $"{name} holds a private key. Put it into PrivateKey.",
            ("PUBLIC KEY" or "RSA PUBLIC KEY", true) => $"{name} holds a public key. Put it into PublicKey.",
            _ => $"{name} holds neither a private nor a public key. Extract one with: openssl pkey, or openssl x509 -pubkey -noout",
        };
    }

    private static AsymmetricAlgorithm? TryImport(AsymmetricAlgorithm key, string pem)
    {
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // The text is of the other kind of key, or of none: the caller says which.
            key.Dispose();
            return null;
        }
    }

    private static JwtKey? FromRsa(string name, RSA key, JwtAlgorithm algorithm, bool isPrivate, out string? error)
    {
        error = JwsAlgorithms.IsHmac(algorithm) || JwsAlgorithms.IsEcdsa(algorithm)
            ? $"{name} is an RSA key, which does not fit the algorithm {algorithm}. Choose RS256, PS256 or one of their kin."
            : KeyStrength.OfRsa(name, key);
        return error is null ? new JwtKey(JwkThumbprint.Of(key.ExportParameters(false)), algorithm, key, isPrivate, key.KeySize / 8) : null;
    }

    private static JwtKey? FromEcdsa(string name, ECDsa key, JwtAlgorithm? algorithm, bool isPrivate, out string? error)
    {
        var chosen = algorithm ?? KeyStrength.CurveAlgorithm(key) ?? JwtAlgorithm.ES256;
        error = JwsAlgorithms.IsEcdsa(chosen)
            ? KeyStrength.OfCurve(name, key, chosen)
            : $"{name} is an EC key, which does not fit the algorithm {chosen}. Choose ES256, ES384 or ES512.";
        return error is null
            ? new JwtKey(JwkThumbprint.Of(key.ExportParameters(false), chosen), chosen, key, isPrivate, 2 * ((key.KeySize + 7) / 8))
            : null;
    }
}
