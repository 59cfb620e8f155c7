namespace JwtExtended.MinimalApi.Revocation.Memory;

/// <summary>The entry of a revoked token or of a key that was used.</summary>
internal sealed class MemoryMark
{
    private const long Never = long.MaxValue;

    private readonly long _ticks;

    private MemoryMark(long ticks) => _ticks = ticks;

    public DateTimeOffset? Expires => _ticks == Never ? null : new DateTimeOffset(_ticks, TimeSpan.Zero);

    /// <summary>Creates an entry, with the later expiry of both.</summary>
    /// <returns>The entry.</returns>
    public static MemoryMark Of(MemoryMark? old, DateTimeOffset? expires) =>
        new(Math.Max(old?._ticks ?? 0, expires?.UtcTicks ?? Never));
}
