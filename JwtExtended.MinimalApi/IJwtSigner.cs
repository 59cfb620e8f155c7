namespace JwtExtended.MinimalApi;

/// <summary>
/// Signs tokens with a private key that this process does not have, such as one of a key vault or of another service.
/// <see cref="JwtKey.FromSigner"/> creates a key from it.
/// </summary>
/// <remarks>
/// It is called by concurrent requests, so it must be thread-safe, and it must not block: everything that waits is awaited. Each signature
/// is verified with <see cref="PublicKey"/> before a token leaves the application.
/// </remarks>
public interface IJwtSigner
{
    /// <summary>Gets the public key that verifies the signatures: an RSA or EC key. It is read once.</summary>
    JwtKey PublicKey { get; }

    /// <summary>Signs the input of a token (RFC 7515, 5.1).</summary>
    /// <param name="signingInput">The bytes to hash and sign, with the algorithm of <see cref="PublicKey"/>.</param>
    /// <param name="cancellationToken">
    /// A token that is canceled when the caller gives up, and after <see cref="JwtKeyOptions.SigningTimeout"/>.
    /// </param>
    /// <returns>
    /// The signature as RFC 7518 defines it: of RSA, as long as the modulus; of ECDSA, R and S one after the other, and not in DER.
    /// </returns>
    ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> signingInput, CancellationToken cancellationToken);
}
