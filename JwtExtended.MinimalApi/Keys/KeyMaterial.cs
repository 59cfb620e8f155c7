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

    /// <summary>Checks whether <paramref name="other"/> is the same secret, or has the same public key.</summary>
    public abstract bool IsSameAs(KeyMaterial other);
}
