using System.Buffers.Binary;
using System.Buffers.Text;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Creates the ids of tokens and sessions.</summary>
internal sealed class TokenId
{
    private readonly RandomBytes _random = new();

    public RandomBytes Random => _random;

    /// <summary>Creates the id of a token.</summary>
    /// <param name="now">The issue time.</param>
    /// <returns>A UUIDv7 (RFC 9562, 5.7): the issue time in milliseconds, then 74 random bits.</returns>
    public Guid NewJti(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.Fill(bytes[6..]);
        return MakeJti(now, bytes);
    }

    /// <summary>Creates the id of a token from random bytes.</summary>
    /// <param name="now">The issue time.</param>
    /// <param name="bytes">The random bytes; the first six, and six bits of the others, are overwritten.</param>
    /// <returns>A UUIDv7 (RFC 9562, 5.7).</returns>
    public static Guid MakeJti(DateTimeOffset now, Span<byte> bytes)
    {
        var milliseconds = (ulong)now.ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(milliseconds >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)milliseconds);
        bytes[6] = (byte)(0x70 | bytes[6] & 0x0F);
        bytes[8] = (byte)(0x80 | bytes[8] & 0x3F);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Creates the id of a session.</summary>
    /// <returns>128 random bits as base64url.</returns>
    public string NewSessionId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}
