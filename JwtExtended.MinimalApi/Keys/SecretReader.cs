using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Reads the configured secret: UTF-8 text, or <c>base64:</c> and its bytes.</summary>
internal static class SecretReader
{
    private const string Base64Prefix = "base64:";

    /// <summary>The key, or <see langword="null"/> and what is wrong with the secret.</summary>
    /// <param name="name">The option that holds the secret, for the message.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="error">What is wrong.</param>
    public static JwtKey? Read(string name, string secret, JwtAlgorithm algorithm, out string? error)
    {
        if (!AlgorithmTable.IsHmac(algorithm))
        {
            error = $"Algorithm is {algorithm}, which signs with a key pair, but {name} is set. Set PrivateKey instead, or choose HS256, HS384 or HS512.";
            return null;
        }

        var bytes = Decode(secret, out var problem) ?? [];
        problem ??= KeyStrength.OfSecret(bytes.Length, algorithm);
        error = problem is null ? null : $"{name} {problem}";
        return error is null ? Create(bytes, algorithm) : null;
    }

    public static JwtKey Create(byte[] secret, JwtAlgorithm algorithm, string? kid = null, bool canSign = true) =>
        new(kid ?? KidOf(secret), algorithm, new HmacMaterial(secret, algorithm), canSign);

    private static byte[]? Decode(string secret, out string? error)
    {
        var text = secret.AsSpan().Trim();
        var isBase64 = text.StartsWith(Base64Prefix, StringComparison.OrdinalIgnoreCase);
        var bytes = FromBase64(isBase64 ? text[Base64Prefix.Length..] : text);
        error = Misplaced(text) ?? (bytes is null ? null : Misplaced(bytes));
        if (!isBase64)
            return Encoding.UTF8.GetBytes(secret);
        if (bytes is null)
            error ??= "starts with 'base64:' but does not decode as base64 (RFC 4648, 4). Create one with: openssl rand -base64 32";
        return bytes;
    }

    // White space is skipped: `openssl rand -base64` leaves a line break behind.
    private static byte[]? FromBase64(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64Chars(text, bytes, out var written) ? bytes[..written] : null;
    }

    /// <summary>What is wrong with a secret that is something else: secret managers hand out PEM, JWKs and plain DER in base64, too.</summary>
    public static string? Misplaced(byte[] bytes)
    {
        if (Misplaced(Encoding.UTF8.GetString(bytes)) is { } error)
            return error;
        return IsPublicKey(bytes) ? "holds a public key in base64; as a secret it would let everybody sign tokens. Put it as PEM text into PublicKey." : null;
    }

    private static string? Misplaced(ReadOnlySpan<char> text)
    {
        if (text.Contains("-----BEGIN ", StringComparison.Ordinal))
            return "holds PEM text; as a secret its public parts would sign tokens. Put it into PrivateKey or PublicKey.";
        // A published JWK as an HMAC secret is the classic confusion of algorithms (RFC 8725, 2.1).
        if (text.TrimStart().StartsWith('{') && text.Contains("\"kty\"", StringComparison.Ordinal))
            return "holds a JSON Web Key; as a secret its public parts would sign tokens. Put the base64 text of its 'k' member behind 'base64:'.";
        return null;
    }

    private static bool IsPublicKey(byte[] bytes)
    {
        try
        {
            PublicKey.CreateFromSubjectPublicKeyInfo(bytes, out _);
            return true;
        }
        catch (CryptographicException)
        {
            // Not a SubjectPublicKeyInfo, as a secret should be.
            return false;
        }
    }

    // A keyed derivation and not a hash: a kid must not allow to test guesses of the secret cheaper than a token does.
    private static string KidOf(byte[] secret) =>
        Base64Url.EncodeToString(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 12, info: "jwt-extended kid"u8.ToArray()));
}
