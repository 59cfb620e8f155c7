using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace JwtExtended.MinimalApi.Revocation.Memory;

/// <summary>Entries that count as absent once they have expired.</summary>
/// <typeparam name="T">The type of an entry. Equal entries may replace each other.</typeparam>
/// <param name="expires">The expiry of an entry.</param>
internal sealed class ExpiringMap<T>(Func<T, DateTimeOffset?> expires)
    where T : class
{
    // A dictionary that grows blocks its writers; a small one does so for a shorter time.
    private const int Shards = 32;

    private readonly ConcurrentDictionary<EntryKey, T>[] _shards =
        [.. Enumerable.Range(0, Shards).Select(_ => new ConcurrentDictionary<EntryKey, T>())];

    // IsEmpty would take every lock.
    private volatile bool _written;

    public int Count => _shards.Sum(shard => shard.Count);

    /// <summary>Gets whether nothing was ever written: no key has to be computed.</summary>
    public bool IsUnused => !_written;

    public bool TryGet(EntryKey key, DateTimeOffset now, [MaybeNullWhen(false)] out T entry) =>
        ShardOf(key).TryGetValue(key, out entry) && !HasExpired(entry, now);

    public T? Find(EntryKey key, DateTimeOffset now) => TryGet(key, now, out var entry) ? entry : null;

    /// <summary>Replaces an entry by what a function makes of it, atomically.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="now">The time.</param>
    /// <param name="change">
    /// Gets the entry, or <see langword="null"/> if there is none, and returns its result with the entry to write, or
    /// <see langword="null"/> to write nothing. It may be called several times.
    /// </param>
    /// <returns>The result of the call that took effect.</returns>
    public TResult Change<TResult>(EntryKey key, DateTimeOffset now, Func<T?, (TResult Result, T? Entry)> change)
    {
        // Before the entry, so that no look-up misses it.
        _written = true;
        var shard = ShardOf(key);
        while (true)
        {
            var exists = shard.TryGetValue(key, out var old);
            var (result, entry) = change(exists && !HasExpired(old!, now) ? old : null);
            if (entry is null || (exists ? shard.TryUpdate(key, entry, old!) : shard.TryAdd(key, entry)))
                return result;
        }
    }

    /// <summary>Removes what has expired. Look-ups do not wait for it, and a write waits for one entry at most.</summary>
    public void Sweep(DateTimeOffset now)
    {
        foreach (var shard in _shards)
        {
            foreach (var entry in shard)
            {
                // Removes this entry only: one that was updated in the meantime stays.
                if (HasExpired(entry.Value, now))
                    shard.TryRemove(entry);
            }
        }
    }

    private bool HasExpired(T entry, DateTimeOffset now) => expires(entry) <= now;

    // By other bits than the hash code that the dictionary uses.
    private ConcurrentDictionary<EntryKey, T> ShardOf(EntryKey key) => _shards[key.D & Shards - 1];
}
