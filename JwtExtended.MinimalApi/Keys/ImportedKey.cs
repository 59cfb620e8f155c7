using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>An RSA or EC key that is about to become a <see cref="JwtKey"/>.</summary>
/// <param name="Name">The option or file that holds the key, for messages.</param>
/// <param name="Key">The key.</param>
/// <param name="IsPrivate">Whether the key may sign.</param>
/// <param name="Algorithm">The requested algorithm; <see langword="null"/> for the default of the key.</param>
/// <param name="Kid">The id; <see langword="null"/> for the thumbprint (RFC 7638).</param>
internal readonly record struct ImportedKey(
    string Name, AsymmetricAlgorithm Key, bool IsPrivate, JwtAlgorithm? Algorithm = null, string? Kid = null)
{
    /// <summary>What signs in place of <see cref="Key"/>, which is public then.</summary>
    public HeldKey? Held { get; init; }
}
