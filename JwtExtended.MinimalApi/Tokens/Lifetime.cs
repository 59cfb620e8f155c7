namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Converts lifetimes to whole seconds.</summary>
internal static class Lifetime
{
    public static bool IsInfinite(TimeSpan lifetime) => lifetime == Timeout.InfiniteTimeSpan;

    /// <summary>Converts a lifetime to seconds.</summary>
    /// <param name="lifetime">The lifetime.</param>
    /// <returns>The seconds, rounded up: a token never lives shorter than requested.</returns>
    public static long Seconds(TimeSpan lifetime) => (lifetime.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
}
