namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Lifetimes in whole seconds, rounded up: a token never lives shorter than was asked for.</summary>
internal static class Lifetime
{
    public static bool IsInfinite(TimeSpan lifetime) => lifetime == Timeout.InfiniteTimeSpan;

    public static long Seconds(TimeSpan lifetime) => (lifetime.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
}
