using System.Buffers.Binary;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Determines the instant that a revocation "up to" an instant is compared with.</summary>
internal static class SessionOrigin
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the session of a token began.</summary>
    /// <param name="claims">The claims of the token.</param>
    /// <returns>The start of the session; else the time in the <c>jti</c>; else the issue time, and never later than that.</returns>
    public static DateTimeOffset Of(TokenClaims claims)
    {
        var issued = claims.Iat.GetValueOrDefault();
        var began = claims.SessionStarted ?? TimeIn(claims.Jti) ?? issued;
        // The issue time has whole seconds. What claims to have begun after it would outlive a revocation.
        return began >= issued + Second ? issued : began;
    }

    // RFC 9562, 5.7: the first 48 bits of a UUIDv7 are milliseconds since 1970.
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
