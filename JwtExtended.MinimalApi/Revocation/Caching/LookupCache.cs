namespace JwtExtended.MinimalApi.Revocation.Caching;

/// <summary>
/// Caches recent lookups in two generations. When the current one is full or old, it becomes the previous one, and the previous one is
/// dropped: this bounds the memory without a sweep.
/// </summary>
internal sealed class LookupCache
{
    /// <summary>The maximum number of lookups. Concurrent additions may briefly exceed it.</summary>
    public const int MaxLookups = 20_000;

    private const int Stripes = 4096;

    private readonly TimeSpan _staleness;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    // When a key of the stripe was last written. Keys of one stripe invalidate each other's lookups, which is harmless.
    private readonly long[] _written = new long[Stripes];
    private volatile LookupGeneration _current;
    private volatile LookupGeneration _previous;

    public LookupCache(TimeSpan staleness, TimeProvider time)
    {
        _staleness = staleness;
        _time = time;
        _current = _previous = new LookupGeneration(time.GetTimestamp());
        Array.Fill(_written, long.MinValue);
    }

    public int Count => _current.Count + (_previous == _current ? 0 : _previous.Count);

    public bool TryFind(StoreKeys keys, out StoreState state)
    {
        if (_current.TryGet(keys.Combined, out state, out var started) || _previous.TryGet(keys.Combined, out state, out started))
            return _time.GetElapsedTime(started) < _staleness && !IsInvalidated(keys, started);
        return false;
    }

    /// <summary>Adds the result of a lookup.</summary>
    /// <param name="keys">The keys of the lookup.</param>
    /// <param name="state">The result.</param>
    /// <param name="started">The timestamp at which the lookup started.</param>
    public void Add(StoreKeys keys, StoreState state, long started)
    {
        if (NeedsNewGeneration())
        {
            lock (_lock)
            {
                if (NeedsNewGeneration())
                    (_previous, _current) = (_current, new LookupGeneration(_time.GetTimestamp()));
            }
        }

        _current.Set(keys.Combined, state, started);
    }

    /// <summary>Invalidates the lookups with a key that have started so far.</summary>
    public void Invalidate(string key)
    {
        ref var stripe = ref _written[StripeOf(key)];
        var now = _time.GetTimestamp();
        for (var last = Volatile.Read(ref stripe); last < now;)
        {
            var seen = Interlocked.CompareExchange(ref stripe, now, last);
            if (seen == last)
                return;
            last = seen;
        }
    }

    private bool NeedsNewGeneration() => _current.Count >= MaxLookups / 2 || _time.GetElapsedTime(_current.Created) >= _staleness;

    private bool IsInvalidated(StoreKeys keys, long started) =>
        IsInvalidated(keys.Token, started)
        || keys.Session is { } session && IsInvalidated(session, started)
        || IsInvalidated(keys.Identity, started)
        || IsInvalidated(keys.Everything, started);

    // Equal timestamps have no order; the lookup counts as the earlier one.
    private bool IsInvalidated(string key, long started) => started <= Volatile.Read(ref _written[StripeOf(key)]);

    private static int StripeOf(string key) => key.GetHashCode(StringComparison.Ordinal) & Stripes - 1;
}
