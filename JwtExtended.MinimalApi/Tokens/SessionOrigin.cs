using System.Buffers.Binary;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>The instant that marks up to an instant are compared with.</summary>
internal static class SessionOrigin
{
    /// <summary>The start of the session; without one the time in the <c>jti</c>, and without that the issue time, which never is later.</summary>
    public static DateTimeOffset OriginOf(TokenClaims claims) =>
        claims.SessionStarted ?? TimeIn(claims.Jti) ?? claims.Iat.GetValueOrDefault();

    /// <summary>The milliseconds in a UUIDv7 (RFC 9562, 5.7).</summary>
    private static DateTimeOffset? TimeIn(string? jti)
    {
        if (!Guid.TryParseExact(jti, "D", out var id) || id.Version != 7)
            return null;
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16;
        return milliseconds is >= 0 and <= NumericDate.MaxMilliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }
}
