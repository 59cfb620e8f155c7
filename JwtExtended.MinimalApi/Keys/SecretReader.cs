using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Reads a configured secret: UTF-8 text, or <c>base64:</c> followed by the bytes in base64.</summary>
internal static class SecretReader
{
    private const string Base64Prefix = "base64:";

    /// <summary>Reads a secret.</summary>
    /// <param name="name">The option that holds the secret, for messages.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="algorithm">The algorithm.</param>
    public static KeyResult Read(string name, string secret, JwtAlgorithm algorithm)
    {
        if (AlgorithmTable.Find(algorithm) is not { Family: AlgorithmFamily.Hmac } info)
        {
            return KeyResult.Refused($"{name} does not fit the algorithm {algorithm}, which is not HMAC. "
                + $"Set PrivateKey instead, or choose one of: {AlgorithmTable.NamesOf(AlgorithmFamily.Hmac)}.");
        }

        var bytes = Decode(secret, out var error) ?? [];
        error ??= KeyStrength.CheckSecret(bytes.Length, info);
        return error is null ? KeyResult.Accepted(Create(bytes, info)) : KeyResult.Refused($"{name} {error}");
    }

    /// <summary>Creates a key from the bytes of a secret that has passed all checks.</summary>
    public static JwtKey Create(byte[] secret, JwtAlgorithmInfo algorithm, string? kid = null, bool canSign = true) =>
        new(kid ?? KidOf(secret), algorithm.Algorithm, new HmacMaterial(secret, algorithm.Hash), canSign);

    /// <summary>Detects a secret that is something else: secret managers also return PEM, JWKs and plain DER in base64.</summary>
    /// <returns>The error without the name of the secret, or <see langword="null"/>.</returns>
    public static string? CheckContent(byte[] secret)
    {
        if (CheckContent(Encoding.UTF8.GetString(secret)) is { } error)
            return error;
        return IsPublicKey(secret)
            ? "holds a public key in base64; as a secret it would let everyone sign tokens. Put it as PEM text into PublicKey."
            : null;
    }

    private static string? CheckContent(ReadOnlySpan<char> text)
    {
        if (text.Contains("-----BEGIN ", StringComparison.Ordinal))
            return "holds PEM text; as a secret its public parts would sign tokens. Put it into PrivateKey or PublicKey.";
        // RFC 8725, 2.1: a published JWK used as an HMAC secret is the classic algorithm confusion.
        if (text.TrimStart().StartsWith('{') && text.Contains("\"kty\"", StringComparison.Ordinal))
        {
            return "holds a JSON Web Key; as a secret its public parts would sign tokens. "
                + "Add it with cfg.Keys.Add(JwtKey.FromJwk(json)), or set 'base64:' followed by the bytes of its 'k' member in base64.";
        }

        return null;
    }

    private static byte[]? Decode(string secret, out string? error)
    {
        var text = secret.AsSpan().Trim();
        var isBase64 = text.StartsWith(Base64Prefix, StringComparison.OrdinalIgnoreCase);
        var bytes = FromBase64(isBase64 ? text[Base64Prefix.Length..] : text);
        error = CheckContent(text) ?? (bytes is null ? null : CheckContent(bytes));
        if (!isBase64)
            return Encoding.UTF8.GetBytes(secret);
        if (bytes is null)
            error ??= "starts with 'base64:' but does not decode as base64 (RFC 4648, 4). Create one with: openssl rand -base64 32";
        return bytes;
    }

    // White space is skipped: `openssl rand -base64` ends its output with a line break.
    private static byte[]? FromBase64(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64Chars(text, bytes, out var written) ? bytes[..written] : null;
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
            // Not a SubjectPublicKeyInfo, as expected of a secret.
            return false;
        }
    }

    // A keyed derivation, not a hash: testing guesses of the secret against a kid must not be cheaper than against a token.
    private static string KidOf(byte[] secret) =>
        Base64Url.EncodeToString(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 12, info: "jwt-extended kid"u8.ToArray()));
}
