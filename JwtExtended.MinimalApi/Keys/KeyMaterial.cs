namespace JwtExtended.MinimalApi.Keys;

/// <summary>Signs and verifies with a secret or a key pair. Thread-safe.</summary>
internal abstract class KeyMaterial(int signatureLength)
{
    /// <summary>The length of every signature in bytes.</summary>
    public int SignatureLength { get; } = signatureLength;

    /// <summary>Signs the input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="signature">Receives the signature of exactly <see cref="SignatureLength"/> bytes.</param>
    public abstract void Sign(ReadOnlySpan<byte> input, Span<byte> signature);

    public abstract bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature);

    /// <summary>Exports the private part in one form, whatever format the key came in.</summary>
    /// <returns>The bytes, which the caller clears; <see langword="null"/> if there is none, or if it cannot be exported.</returns>
    public abstract byte[]? ExportPrivate();

    /// <summary>Computes what tells the material from any other: of the public key, or one way of the secret.</summary>
    /// <returns>The bytes.</returns>
    public abstract byte[] Fingerprint();

    /// <summary>Checks whether <paramref name="other"/> is the same secret, or has the same public key.</summary>
    public abstract bool IsSameAs(KeyMaterial other);
}
