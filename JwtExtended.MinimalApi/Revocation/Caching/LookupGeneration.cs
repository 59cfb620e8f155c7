using System.Collections.Concurrent;

namespace JwtExtended.MinimalApi.Revocation.Caching;

/// <summary>Look-ups that are forgotten together.</summary>
/// <param name="began">When the generation began.</param>
internal sealed class LookupGeneration(long began)
{
    private readonly ConcurrentDictionary<string, (RevocationState Marks, long Asked)> _lookups = new(StringComparer.Ordinal);
    private int _count;

    public long Began => began;

    /// <summary>How many were added; the dictionary's own count would take all of its locks.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool TryGet(string key, out RevocationState marks, out long asked)
    {
        var found = _lookups.TryGetValue(key, out var lookup);
        (marks, asked) = lookup;
        return found;
    }

    public void Set(string key, RevocationState marks, long asked)
    {
        if (_lookups.TryAdd(key, (marks, asked)))
            Interlocked.Increment(ref _count);
        else
            _lookups[key] = (marks, asked);
    }
}
