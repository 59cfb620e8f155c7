namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Instants as milliseconds since 1970, that every database can order. What is finer is cut off, but of an expiry: nothing is forgotten early.</summary>
internal static class RowTime
{
    public static long? Expiry(DateTimeOffset? expires)
    {
        if (expires is not { } instant)
            return null;
        var milliseconds = instant.ToUnixTimeMilliseconds();
        return instant.UtcTicks % TimeSpan.TicksPerMillisecond == 0 ? milliseconds : milliseconds + 1;
    }

    public static DateTimeOffset Read(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
