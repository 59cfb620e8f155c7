using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>
/// Derives the secret of a service key: the HS256 key of the tokens that only their issuer reads. It is never published, so that no
/// published key verifies them.
/// </summary>
internal static class ServiceSecret
{
    private const int Bytes = 32;

    private static ReadOnlySpan<byte> Label => "jwt-extended service key"u8;

    /// <summary>Derives the secret from the private part of a key.</summary>
    /// <returns>The secret; <see langword="null"/> if the key has no private part, or one that cannot be exported.</returns>
    public static byte[]? Derive(KeyMaterial material)
    {
        if (material.ExportPrivate() is not { } source)
            return null;
        var secret = new byte[Bytes];
        // RFC 5869: the label separates this secret from everything else that is derived from the same key.
        HKDF.DeriveKey(HashAlgorithmName.SHA256, source, secret, salt: [], Label);
        CryptographicOperations.ZeroMemory(source);
        return secret;
    }
}
