namespace JwtExtended.MinimalApi.Revocation.Caching;

/// <summary>
/// The look-ups of the last moments, in two generations: when the younger is full or old it becomes the elder, and the elder is dropped.
/// So memory is bounded without a sweep.
/// </summary>
internal sealed class LookupCache
{
    /// <summary>How many look-ups are held at the most, give or take those that are being added.</summary>
    public const int MaxLookups = 20_000;

    private const int Stripes = 4096;

    private readonly TimeSpan _staleness;
    private readonly TimeProvider _time;
    private readonly Lock _turning = new();
    // When a key of the stripe was written last. Keys that share one outdate each other's look-ups, which is harmless.
    private readonly long[] _written = new long[Stripes];
    private volatile LookupGeneration _younger;
    private volatile LookupGeneration _elder;

    public LookupCache(TimeSpan staleness, TimeProvider time)
    {
        _staleness = staleness;
        _time = time;
        _younger = _elder = new LookupGeneration(time.GetTimestamp());
        Array.Fill(_written, long.MinValue);
    }

    public int Count => _younger.Count + (_elder == _younger ? 0 : _elder.Count);

    public bool TryFind(RevocationKeys keys, out RevocationState marks)
    {
        if (_younger.TryGet(keys.Combined, out marks, out var asked) || _elder.TryGet(keys.Combined, out marks, out asked))
            return _time.GetElapsedTime(asked) < _staleness && !IsOutdated(keys, asked);
        return false;
    }

    /// <summary>Remembers an answer.</summary>
    /// <param name="keys">What was looked up.</param>
    /// <param name="marks">The answer.</param>
    /// <param name="asked">When the question was put.</param>
    public void Add(RevocationKeys keys, RevocationState marks, long asked)
    {
        if (NeedsTurn())
        {
            lock (_turning)
            {
                if (NeedsTurn())
                    (_elder, _younger) = (_younger, new LookupGeneration(_time.GetTimestamp()));
            }
        }

        _younger.Set(keys.Combined, marks, asked);
    }

    /// <summary>Outdates every look-up by this key that was asked up to now.</summary>
    public void Written(string key)
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

    private bool NeedsTurn() => _younger.Count >= MaxLookups / 2 || _time.GetElapsedTime(_younger.Began) >= _staleness;

    private bool IsOutdated(RevocationKeys keys, long asked) =>
        IsOutdated(keys.Token, asked)
        || keys.Session is { } session && IsOutdated(session, asked)
        || IsOutdated(keys.Identity, asked)
        || IsOutdated(keys.Everything, asked);

    // One instant has no order: then the store is asked.
    private bool IsOutdated(string key, long asked) => asked <= Volatile.Read(ref _written[StripeOf(key)]);

    private static int StripeOf(string key) => key.GetHashCode(StringComparison.Ordinal) & Stripes - 1;
}
