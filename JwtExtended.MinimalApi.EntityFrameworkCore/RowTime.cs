namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// Instants as Unix time in milliseconds, which every database can order. They are truncated, except expiries, which are rounded up:
/// nothing is deleted early.
/// </summary>
internal static class RowTime
{
    public const long MillisecondsPerDay = 24 * 60 * 60 * 1000;

    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Converts an expiry.</summary>
    /// <returns>Unix time in milliseconds, or <see langword="null"/> for never.</returns>
    public static long? Expiry(DateTimeOffset? expires)
    {
        if (expires is not { } instant)
            return null;
        var milliseconds = instant.ToUnixTimeMilliseconds();
        return instant.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? milliseconds : Math.Min(milliseconds + 1, Latest);
    }

    /// <summary>Gets the day at whose beginning an expiry has passed.</summary>
    /// <returns>Days since 1970-01-01, or <see langword="null"/> for never.</returns>
    public static int? Day(long? expires) => expires is { } instant ? (int)Math.Ceiling((decimal)instant / MillisecondsPerDay) : null;

    /// <summary>Gets the later one of two expiries.</summary>
    /// <returns>Unix time in milliseconds, or <see langword="null"/> for never.</returns>
    public static long? Later(long? a, long? b) => a is null || b is null ? null : Math.Max(a.Value, b.Value);

    public static DateTimeOffset Read(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? Read(long? milliseconds) => milliseconds is { } instant ? Read(instant) : null;
}
