using System.Buffers.Binary;
using System.Buffers.Text;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Makes the ids of tokens and sessions.</summary>
internal sealed class TokenId
{
    private readonly RandomBytes _random = new();

    public RandomBytes Random => _random;

    /// <summary>A UUIDv7 (RFC 9562, 5.7): the issue time in milliseconds, then 74 random bits.</summary>
    public Guid NewJti(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.Fill(bytes[6..]);
        return MakeJti(now, bytes);
    }

    /// <summary>A UUIDv7 of the given random bytes; the first six, and six bits of the others, are overwritten.</summary>
    public static Guid MakeJti(DateTimeOffset now, Span<byte> bytes)
    {
        var milliseconds = (ulong)now.ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(milliseconds >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)milliseconds);
        bytes[6] = (byte)(0x70 | bytes[6] & 0x0F);
        bytes[8] = (byte)(0x80 | bytes[8] & 0x3F);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A session id of 128 random bits.</summary>
    public string NewSessionId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}
