using System.Globalization;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// Instants as Unix time in milliseconds. They are truncated, except expiries, which are rounded up: nothing is deleted early.
/// </summary>
internal static class RedisTime
{
    private const string Never = "-";

    public static RedisValue Instant(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    /// <summary>Converts an expiry.</summary>
    /// <returns>Unix time in milliseconds, or "-" for never.</returns>
    public static RedisValue Expiry(DateTimeOffset? expires) =>
        expires is { } instant ? (RedisValue)Milliseconds(instant - DateTimeOffset.UnixEpoch) : Never;

    /// <summary>Converts a period. A whole number of milliseconds is below the period if it is below the result.</summary>
    /// <returns>Milliseconds, rounded up.</returns>
    public static long Milliseconds(TimeSpan period)
    {
        var (milliseconds, rest) = Math.DivRem(period.Ticks, TimeSpan.TicksPerMillisecond);
        return rest > 0 ? milliseconds + 1 : milliseconds;
    }

    public static DateTimeOffset Read(ReadOnlySpan<char> text) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

    public static DateTimeOffset? ReadExpiry(ReadOnlySpan<char> text) => text is Never ? null : Read(text);
}
