using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// An instant up to which everything is revoked, as the scripts write it: instant, expiry, instant and key of the session that is excepted.
/// </summary>
internal static class RedisInstant
{
    private const int Fields = 4;

    public static RedisValue[] ArgumentsOf(InstantRevocation revocation) =>
    [
        RedisTime.Instant(revocation.NotBefore),
        RedisTime.Expiry(revocation.Expires),
        revocation.ExceptSession ?? "",
        RedisTime.Instant(revocation.ExceptStarted),
        RedisTime.Milliseconds(revocation.Behind),
    ];

    /// <summary>Parses an instant.</summary>
    /// <returns>The instant, or <see langword="null"/> if there is none.</returns>
    public static RevokedUpTo? Read(RedisValue value)
    {
        if ((string?)value is not { } text)
            return null;
        var fields = text.Split(' ', Fields);
        return new RevokedUpTo(
            RedisTime.Read(fields[0]), fields[3].Length == 0 ? null : fields[3], RedisTime.ReadExpiry(fields[2]));
    }
}
