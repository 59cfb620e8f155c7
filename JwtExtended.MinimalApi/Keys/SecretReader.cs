using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Reads the configured secret: UTF-8 text, or <c>base64:</c> and its bytes.</summary>
internal static class SecretReader
{
    private const string Base64Prefix = "base64:";
    private const string PemInBase64 = "LS0tLS1CRUdJTi";

    /// <summary>The key, or <see langword="null"/> and what is wrong with the secret.</summary>
    public static JwtKey? Read(string secret, JwtAlgorithm algorithm, out string? error)
    {
        if (!JwsAlgorithms.IsHmac(algorithm))
        {
            error = $"Algorithm is {algorithm}, which signs with a key pair, but SecretKey is set. Set PrivateKey instead, or choose HS256, HS384 or HS512.";
            return null;
        }

        var bytes = Decode(secret, out error);
        error ??= KeyStrength.OfSecret(bytes.Length, algorithm);
        return error is null ? Create(bytes, algorithm) : null;
    }

    public static JwtKey Create(byte[] secret, JwtAlgorithm algorithm) =>
        new(KidOf(secret), algorithm, secret, canSign: true, JwsAlgorithms.HashBits(algorithm) / 8);

    private static byte[] Decode(string secret, out string? error)
    {
        error = Misplaced(secret);
        if (error is not null)
            return [];
        if (!secret.StartsWith(Base64Prefix, StringComparison.OrdinalIgnoreCase))
            return Encoding.UTF8.GetBytes(secret);

        // One trailing line break is what `openssl rand -base64` leaves in a file.
        var text = secret.AsSpan(Base64Prefix.Length).Trim();
        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64Chars(text, bytes, out var written))
        {
            error = Misplaced(Encoding.UTF8.GetString(bytes, 0, written));
            return bytes[..written];
        }

        error = "SecretKey starts with 'base64:' but does not decode as base64 (RFC 4648, 4). Create one with: openssl rand -base64 32";
        return [];
    }

    private static string? Misplaced(string secret)
    {
        var text = secret.AsSpan().Trim();
        // Secret managers hand out PEM in base64, too.
        if (text.Contains("-----BEGIN ", StringComparison.Ordinal) || text.StartsWith(PemInBase64, StringComparison.Ordinal))
            return "SecretKey holds PEM text; as a secret its public parts would sign tokens. Put it into PrivateKey or PublicKey.";
        // A published JWK as an HMAC secret is the classic confusion of algorithms (RFC 8725, 2.1).
        if (text.StartsWith('{') && text.Contains("\"kty\"", StringComparison.Ordinal))
            return "SecretKey holds a JSON Web Key; as a secret its public parts would sign tokens. Put the base64 text of its 'k' member behind 'base64:'.";
        return null;
    }

    // A keyed derivation and not a hash: a kid must not allow to test guesses of the secret cheaper than a token does.
    private static string KidOf(byte[] secret) =>
        Base64Url.EncodeToString(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 12, info: "jwt-extended kid"u8.ToArray()));
}
