namespace JwtExtended.MinimalApi.Revocation.Memory;

/// <summary>An entry of the store, in 16 bytes. The default value is an expired entry.</summary>
internal readonly record struct MemoryEntry
{
    private const long Never = long.MaxValue;
    private const int KindBits = 2;

    private readonly ulong _kindAndTicks;
    private readonly long _expires;

    public MemoryEntry(MemoryEntryKind kind, DateTimeOffset at, DateTimeOffset? expires)
        : this(kind, at.UtcTicks, expires?.UtcTicks ?? Never)
    {
    }

    private MemoryEntry(MemoryEntryKind kind, long ticks, long expires)
    {
        // The ticks of the year 9999 need 62 bits.
        _kindAndTicks = (ulong)ticks << KindBits | (uint)kind;
        _expires = expires;
    }

    public MemoryEntryKind Kind => (MemoryEntryKind)(_kindAndTicks & (1 << KindBits) - 1);

    public DateTimeOffset At => new(Ticks, TimeSpan.Zero);

    private long Ticks => (long)(_kindAndTicks >> KindBits);

    public bool HasExpired(DateTimeOffset now) => _expires <= now.UtcTicks;

    /// <summary>Combines two entries.</summary>
    /// <returns>An entry with the greater kind, the later instant and the later expiry.</returns>
    public MemoryEntry Merge(MemoryEntry other) =>
        new((MemoryEntryKind)Math.Max((int)Kind, (int)other.Kind), Math.Max(Ticks, other.Ticks), Math.Max(_expires, other._expires));
}
