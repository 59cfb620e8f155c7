namespace JwtExtended.MinimalApi.Keys;

/// <summary>What signs and verifies. Shared between threads.</summary>
internal abstract class KeyMaterial(int signatureLength)
{
    /// <summary>The one length in bytes that a signature has.</summary>
    public int SignatureLength { get; } = signatureLength;

    /// <summary>Signs, into a span of <see cref="SignatureLength"/> bytes.</summary>
    public abstract void Sign(ReadOnlySpan<byte> input, Span<byte> signature);

    public abstract bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature);

    /// <summary>A key of 256 bits for another purpose, derived with a label: signing keys sign JWS and nothing else (RFC 5869).</summary>
    public abstract byte[] DeriveSubKey(ReadOnlySpan<byte> label);

    /// <summary>Whether the other is the same secret, or the same pair of keys.</summary>
    public abstract bool IsSameAs(KeyMaterial other);
}
