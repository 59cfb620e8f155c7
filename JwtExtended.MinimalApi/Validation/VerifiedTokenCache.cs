using System.Collections.Concurrent;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>
/// Caches verified access tokens by their text: the text is canonical, so equal text is the same token. A hit skips decoding and
/// cryptography, and nothing else: the caller checks time, revocation and requirement on every request.
/// </summary>
/// <remarks>
/// A lookup takes no lock and does not allocate (a <see cref="ConcurrentDictionary{TKey, TValue}"/> by span; <c>MemoryCache</c> took
/// twice as long). Tokens that were not used a second time are evicted first, as in S3-FIFO: a flood of new tokens evicts only itself.
/// </remarks>
internal sealed class VerifiedTokenCache : IDisposable
{
    private const int MaxHits = 3;
    private const int MaxAttempts = 64;

    private readonly ConcurrentDictionary<string, CachedToken> _entries = new(SignatureTailComparer.Instance);
    private readonly ConcurrentDictionary<string, CachedToken>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly Lock _lock = new();
    private readonly Queue<CachedToken> _newcomers = new();
    private readonly Queue<CachedToken> _regulars = new();
    private readonly int _size;
    private readonly int _newcomerShare;
    private readonly SecondSight _seen = new();
    private readonly TimeProvider _time;
    private readonly PeriodicSweep<VerifiedTokenCache> _sweep;
    private volatile bool _isFull;

    /// <summary>Creates an empty cache.</summary>
    /// <param name="size">The maximum number of tokens.</param>
    /// <param name="time">The clock.</param>
    public VerifiedTokenCache(int size, TimeProvider time)
    {
        _size = size;
        _newcomerShare = Math.Max(1, size / 10);
        _time = time;
        _byText = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
        _sweep = new PeriodicSweep<VerifiedTokenCache>(this, static cache => cache.RemoveExpired(), time);
    }

    /// <summary>Counts the lookups.</summary>
    public CacheMetrics? Metrics { private get; init; }

    /// <summary>Gets the number of cached tokens.</summary>
    public int Count => _entries.Count;

    /// <summary>Finds the token of a text.</summary>
    /// <param name="text">The compact text.</param>
    /// <param name="keys">The current keys.</param>
    /// <returns>The token, or <see langword="null"/> when it is not cached or its key is not one of the current keys any more.</returns>
    public Token? Find(ReadOnlySpan<char> text, KeySet keys)
    {
        var token = FindEntry(text, keys);
        Metrics?.Count(token is not null);
        return token;
    }

    /// <summary>
    /// Caches a token that has passed every check: at once while there is room, at its second sight when the cache is full.
    /// </summary>
    /// <param name="token">The token.</param>
    public void Offer(Token token)
    {
        if (!_isFull || _seen.Note(token.RawJwt))
            Add(token);
    }

    /// <summary>Caches a token.</summary>
    /// <param name="token">The token.</param>
    public void Add(Token token)
    {
        var entry = new CachedToken(token);
        lock (_lock)
        {
            if (!_entries.TryAdd(token.RawJwt, entry))
                return;
            _newcomers.Enqueue(entry);
            while (_newcomers.Count + _regulars.Count > _size)
                EvictOne();
            _isFull = IsFull();
        }
    }

    /// <summary>Removes a token, if it is cached.</summary>
    /// <param name="token">The token.</param>
    public void Remove(Token token) => _entries.TryRemove(token.RawJwt, out _);

    public void Dispose() => _sweep.Dispose();

    private Token? FindEntry(ReadOnlySpan<char> text, KeySet keys)
    {
        if (!_byText.TryGetValue(text, out var entry))
            return null;
        if (!entry.IsVerifiedBy(keys))
        {
            Remove(entry.Token);
            return null;
        }

        // A plain write of a small number: losing one of two concurrent hits is harmless.
        if (entry.Hits < MaxHits)
            entry.Hits++;
        return entry.Token;
    }

    private void EvictOne()
    {
        if (_newcomers.Count > _newcomerShare || _regulars.Count == 0)
            EvictNewcomer();
        else
            EvictRegular();
    }

    // A newcomer that was used a second time becomes a regular.
    private void EvictNewcomer()
    {
        var newcomer = _newcomers.Dequeue();
        if (newcomer.Hits == 0 || !IsCached(newcomer))
        {
            RemoveEntry(newcomer);
            return;
        }

        newcomer.Hits = 0;
        _regulars.Enqueue(newcomer);
    }

    // A regular that was used since it was last considered stays, at the cost of a hit. The attempts are counted: this takes bounded time.
    private void EvictRegular()
    {
        for (var attempts = 1; ; attempts++)
        {
            var regular = _regulars.Dequeue();
            if (regular.Hits == 0 || attempts == MaxAttempts || !IsCached(regular))
            {
                RemoveEntry(regular);
                return;
            }

            regular.Hits--;
            _regulars.Enqueue(regular);
        }
    }

    // Only this entry: another one with the same text stays.
    private void RemoveEntry(CachedToken entry) => _entries.TryRemove(KeyValuePair.Create(entry.Token.RawJwt, entry));

    private bool IsCached(CachedToken entry) => _entries.TryGetValue(entry.Token.RawJwt, out var found) && ReferenceEquals(found, entry);

    private void RemoveExpired()
    {
        var now = _time.GetUtcNow().UtcTicks;
        foreach (var entry in _entries)
        {
            if (entry.Value.Token.ClaimSet.ExpTicks <= now)
                _entries.TryRemove(entry);
        }

        // The queues still contain the removed entries.
        lock (_lock)
        {
            Compact(_newcomers);
            Compact(_regulars);
            _isFull = IsFull();
        }
    }

    private bool IsFull() => _newcomers.Count + _regulars.Count >= _size;

    private void Compact(Queue<CachedToken> queue)
    {
        for (var i = queue.Count; i > 0; i--)
        {
            var entry = queue.Dequeue();
            if (IsCached(entry))
                queue.Enqueue(entry);
        }
    }
}
