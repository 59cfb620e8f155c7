using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using JwtExtended.MinimalApi.Keys;

namespace JwtExtended.MinimalApi;

public sealed partial class JwtKey
{
    /// <summary>Creates the keys of a JWK Set (RFC 7517, 5).</summary>
    /// <remarks>
    /// Keys of another type (<c>kty</c>), use (<c>use</c>), algorithm (<c>alg</c>) or curve (<c>crv</c>) are skipped. Each of the others
    /// must be one that <see cref="FromJwk"/> accepts.
    /// </remarks>
    /// <param name="json">The set as JSON text, of at most 100 keys.</param>
    /// <returns>The keys in the order of the set, at least one.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="json"/> is not a JWK Set, one of its keys is not valid, two have the same <c>kid</c>, or none can be used.
    /// </exception>
    public static IReadOnlyList<JwtKey> FromJwkSet([StringSyntax(StringSyntaxAttribute.Json)] string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var keys = new List<JwtKey>();
        return JwkReader.ReadSet(json, keys) is { } error ? throw new ArgumentException(error, nameof(json)) : keys.AsReadOnly();
    }

    /// <summary>
    /// Creates a key from an RSA key whose private part stays where it is: in a key vault, on a token (PKCS#11), or in a certificate store.
    /// </summary>
    /// <remarks>
    /// The object is not copied and not disposed, and must outlive the key. It is asked to sign by one thread at a time, once here and once
    /// for each token, and never to verify: its public part is copied, and each signature is verified with it. A key that is asked over the
    /// network blocks a thread for each signature: use <see cref="FromSigner"/> instead. If the private part cannot be exported, refresh
    /// tokens need <see cref="JwtKeyOptions.RefreshSecrets"/>.
    /// </remarks>
    /// <param name="key">The key, of 2048 bits or more.</param>
    /// <param name="algorithm">The algorithm, or <see langword="null"/> for RS256.</param>
    /// <returns>A key that signs and verifies.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="key"/> is too weak, does not sign, or does not export its public part, or <paramref name="algorithm"/> is not for
    /// RSA.
    /// </exception>
    public static JwtKey FromRsa(RSA key, JwtAlgorithm? algorithm = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        return HeldKeyReader.ReadRsa(key, algorithm).GetKeyOrThrow(nameof(key));
    }

    /// <summary>
    /// Creates a key from an EC key whose private part stays where it is: in a key vault, on a token (PKCS#11), or in a certificate store.
    /// The algorithm is the one of its curve.
    /// </summary>
    /// <remarks>
    /// <inheritdoc cref="FromRsa" path="/remarks/node()"/>
    /// </remarks>
    /// <param name="key">The key, on P-256, P-384 or P-521.</param>
    /// <returns>A key that signs and verifies.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="key"/> is on another curve, does not sign, or does not export its public part.
    /// </exception>
    public static JwtKey FromECDsa(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return HeldKeyReader.ReadEc(key).GetKeyOrThrow(nameof(key));
    }

    /// <summary>Creates a key for which a signer signs, such as a remote key vault.</summary>
    /// <remarks>
    /// Access tokens are then created with <see cref="JwtService.CreateAccessTokenAsync"/> and <see cref="JwtService.StartSessionAsync"/>;
    /// refresh tokens need <see cref="JwtKeyOptions.RefreshSecrets"/>.
    /// </remarks>
    /// <param name="signer">The signer, which is not disposed.</param>
    /// <returns>A key that signs and verifies, with the <c>kid</c> and the algorithm of <see cref="IJwtSigner.PublicKey"/>.</returns>
    /// <exception cref="ArgumentException"><see cref="IJwtSigner.PublicKey"/> is not an RSA or EC key.</exception>
    public static JwtKey FromSigner(IJwtSigner signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        return HeldKeyReader.ReadSigner(signer).GetKeyOrThrow(nameof(signer));
    }
}
