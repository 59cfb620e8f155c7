using System.Collections.Concurrent;

namespace JwtExtended.MinimalApi.Revocation.Caching;

/// <summary>Lookups that are dropped together.</summary>
/// <param name="created">The timestamp at which the generation was created.</param>
internal sealed class LookupGeneration(long created)
{
    private readonly ConcurrentDictionary<string, (StoreState State, long Started)> _lookups = new(StringComparer.Ordinal);
    private int _count;

    public long Created => created;

    /// <summary>Gets the number of lookups. The count of the dictionary would take all of its locks.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool TryGet(string key, out StoreState state, out long started)
    {
        var found = _lookups.TryGetValue(key, out var lookup);
        (state, started) = lookup;
        return found;
    }

    public void Set(string key, StoreState state, long started)
    {
        if (_lookups.TryAdd(key, (state, started)))
            Interlocked.Increment(ref _count);
        else
            _lookups[key] = (state, started);
    }
}
