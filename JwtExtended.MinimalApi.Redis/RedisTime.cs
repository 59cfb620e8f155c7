using System.Globalization;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// Instants as Unix time in milliseconds. They are truncated, except expiries, which are rounded up: nothing is deleted early.
/// </summary>
internal static class RedisTime
{
    public static RedisValue Instant(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    /// <summary>Converts an expiry.</summary>
    /// <returns>Unix time in milliseconds, or an empty value for never.</returns>
    public static RedisValue Expiry(DateTimeOffset? expires) =>
        expires is { } instant ? ExpiryMilliseconds(instant) : RedisValue.EmptyString;

    public static long ExpiryMilliseconds(DateTimeOffset expires)
    {
        var milliseconds = expires.ToUnixTimeMilliseconds();
        return expires.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? milliseconds : milliseconds + 1;
    }

    public static DateTimeOffset Read(ReadOnlySpan<char> text) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
}
