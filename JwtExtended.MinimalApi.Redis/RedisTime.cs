using System.Globalization;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>Instants as milliseconds since 1970. What is finer is cut off, but of an expiry: nothing is forgotten early.</summary>
internal static class RedisTime
{
    public static RedisValue Instant(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    /// <summary>An empty text for never.</summary>
    public static RedisValue Expiry(DateTimeOffset? expires) => expires is null ? RedisValue.EmptyString : ExpiryMilliseconds(expires.Value);

    public static long ExpiryMilliseconds(DateTimeOffset expires)
    {
        var milliseconds = expires.ToUnixTimeMilliseconds();
        return expires.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? milliseconds : milliseconds + 1;
    }

    public static DateTimeOffset Read(ReadOnlySpan<char> text) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
}
