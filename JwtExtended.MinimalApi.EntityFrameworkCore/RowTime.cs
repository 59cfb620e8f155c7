namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// Instants as Unix time in milliseconds, which every database can order. They are truncated, except expiries, which are rounded up:
/// nothing is deleted early.
/// </summary>
internal static class RowTime
{
    /// <summary>Converts an expiry.</summary>
    /// <returns>Unix time in milliseconds, or <see langword="null"/> for never.</returns>
    public static long? Expiry(DateTimeOffset? expires)
    {
        if (expires is not { } instant)
            return null;
        var milliseconds = instant.ToUnixTimeMilliseconds();
        return instant.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? milliseconds : milliseconds + 1;
    }

    public static DateTimeOffset Read(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
