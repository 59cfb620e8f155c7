using System.Buffers.Binary;

namespace JwtExtended.MinimalApi.Keys;

/// <summary>What is known of DER (X.690) before it is parsed.</summary>
internal static class Der
{
    /// <summary>The tag of a sequence, which all keys and certificates are.</summary>
    public const byte Sequence = 0x30;

    private const byte LongForm = 0x80;

    /// <summary>Reads how long a value says that it is, its tag and length included (X.690, 8.1.3).</summary>
    /// <returns>The length; 0 for what is no sequence of a definite length.</returns>
    public static long LengthOf(ReadOnlySpan<byte> der)
    {
        if (der.Length < 2 || der[0] != Sequence)
            return 0;
        if (der[1] < LongForm)
            return 2 + der[1];
        var count = der[1] - LongForm;
        if (count is 0 or > sizeof(int) || der.Length < 2 + count)
            return 0;
        Span<byte> length = stackalloc byte[sizeof(long)];
        length.Clear();
        der.Slice(2, count).CopyTo(length[(sizeof(long) - count)..]);
        return 2 + count + BinaryPrimitives.ReadInt64BigEndian(length);
    }
}
