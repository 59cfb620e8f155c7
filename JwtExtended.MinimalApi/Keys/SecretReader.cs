using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>Reads a configured secret: UTF-8 text, or <c>base64:</c> followed by the bytes in base64 or base64url.</summary>
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
        error ??= KeyStrength.CheckSecret(bytes, info);
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
        // White space after the prefix is no part of the bytes: `openssl rand -base64` ends its output, and folds it, with line breaks.
        var bytes = Base64Text.Decode(isBase64 ? text[Base64Prefix.Length..] : text);
        error = CheckContent(text) ?? (bytes is null ? null : CheckContent(bytes)) ?? (isBase64 ? null : CheckEnds(secret));
        if (!isBase64)
            return Encoding.UTF8.GetBytes(secret);
        if (bytes is null)
        {
            error ??= "starts with 'base64:' but does not decode as base64 or base64url (RFC 4648, 4 and 5). "
                + "Create one with: openssl rand -base64 32";
        }

        return bytes;
    }

    // What one tool adds and the next one cuts off makes another key of the secret.
    private static string? CheckEnds(ReadOnlySpan<char> secret)
    {
        if (secret is ['"' or '\'', .. var quoted, '"' or '\''] && quoted.StartsWith(Base64Prefix, StringComparison.OrdinalIgnoreCase))
            return "is in quotation marks, which would be a part of it. Remove them.";
        return secret.Length > 0 && (IsInvisible(secret[0]) || IsInvisible(secret[^1]))
            ? "begins or ends with white space, which is easily added or lost on the way. Remove it; if it belongs to the secret, "
            + "set 'base64:' followed by the bytes in base64."
            : null;
    }

    // A byte order mark and a space of no width are no white space of .NET.
    private static bool IsInvisible(char character) =>
        char.IsWhiteSpace(character) || char.IsControl(character) || char.GetUnicodeCategory(character) == UnicodeCategory.Format;

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
