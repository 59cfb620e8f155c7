using System.Collections.Concurrent;
using JwtExtended.MinimalApi.Keys.Ring;

namespace JwtExtended.MinimalApi.Validation;

/// <summary>
/// Verified access tokens by their text: the text is canonical, so the same text is the same token. A hit skips decoding and cryptography and
/// nothing else: time, revocation and requirement are the caller's to check on every request.
/// </summary>
/// <remarks>
/// A look-up takes no lock and allocates nothing (a <see cref="ConcurrentDictionary{TKey, TValue}"/> by span; <c>MemoryCache</c> took twice as long).
/// Eviction: what was not seen a second time goes first, so that a flood of new tokens pushes out only itself (the idea of S3-FIFO).
/// </remarks>
internal sealed class VerifiedTokenCache : IDisposable
{
    private const int MaxHits = 3;
    private const int MaxLooks = 64;
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, RememberedToken> _entries = new(SignatureTailComparer.Instance);
    private readonly ConcurrentDictionary<string, RememberedToken>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly Lock _lock = new();
    private readonly Queue<RememberedToken> _newcomers = new();
    private readonly Queue<RememberedToken> _regulars = new();
    private readonly int _size;
    private readonly int _newcomerShare;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;

    public VerifiedTokenCache(int size, TimeProvider time)
    {
        _size = size;
        _newcomerShare = Math.Max(1, size / 10);
        _time = time;
        _byText = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
        // A weak reference: an app that was built and never run must not be kept alive by its timer.
        _sweep = time.CreateTimer(static state => Sweep((WeakReference<VerifiedTokenCache>)state!), new WeakReference<VerifiedTokenCache>(this), SweepPeriod, SweepPeriod);
    }

    /// <summary>How many tokens are remembered.</summary>
    public int Count => _entries.Count;

    /// <summary>The token of a text, if the key that verified it is still in force.</summary>
    public Token? Find(ReadOnlySpan<char> text, KeySet keys)
    {
        if (!_byText.TryGetValue(text, out var entry))
            return null;
        if (!entry.IsVerifiedBy(keys))
        {
            Remove(entry.Token);
            return null;
        }

        // A plain write of a small number: losing one of two racing hits does no harm.
        if (entry.Hits < MaxHits)
            entry.Hits++;
        return entry.Token;
    }

    /// <summary>Remembers a token that has passed every check.</summary>
    public void Add(Token token, JwtKey key)
    {
        var entry = new RememberedToken(token, key);
        lock (_lock)
        {
            if (!_entries.TryAdd(token.RawJwt, entry))
                return;
            _newcomers.Enqueue(entry);
            while (_newcomers.Count + _regulars.Count > _size)
                EvictOne();
        }
    }

    public void Remove(Token token) => _entries.TryRemove(token.RawJwt, out _);

    public void Dispose() => _sweep.Dispose();

    private void EvictOne()
    {
        if (_newcomers.Count > _newcomerShare || _regulars.Count == 0)
            EvictNewcomer();
        else
            EvictRegular();
    }

    // Who was seen a second time becomes a regular.
    private void EvictNewcomer()
    {
        var newcomer = _newcomers.Dequeue();
        if (newcomer.Hits == 0 || !IsRemembered(newcomer))
        {
            Forget(newcomer);
            return;
        }

        newcomer.Hits = 0;
        _regulars.Enqueue(newcomer);
    }

    // Regulars that were used since they were last looked at stay. Each look costs them a hit, and the looks are counted: this takes bounded time.
    private void EvictRegular()
    {
        for (var looks = 1; ; looks++)
        {
            var regular = _regulars.Dequeue();
            if (regular.Hits == 0 || looks == MaxLooks || !IsRemembered(regular))
            {
                Forget(regular);
                return;
            }

            regular.Hits--;
            _regulars.Enqueue(regular);
        }
    }

    // This very entry: another one of the same text stays.
    private void Forget(RememberedToken entry) => _entries.TryRemove(KeyValuePair.Create(entry.Token.RawJwt, entry));

    private bool IsRemembered(RememberedToken entry) => _entries.TryGetValue(entry.Token.RawJwt, out var found) && ReferenceEquals(found, entry);

    private static void Sweep(WeakReference<VerifiedTokenCache> cache)
    {
        if (cache.TryGetTarget(out var target))
            target.RemoveExpired();
    }

    private void RemoveExpired()
    {
        var now = _time.GetUtcNow().UtcTicks;
        foreach (var entry in _entries)
        {
            if (entry.Value.Token.ClaimSet.ExpTicks <= now)
                _entries.TryRemove(entry);
        }

        // The queues hold what was removed as well: they are made anew of what is left.
        lock (_lock)
        {
            Compact(_newcomers);
            Compact(_regulars);
        }
    }

    private void Compact(Queue<RememberedToken> queue)
    {
        for (var i = queue.Count; i > 0; i--)
        {
            var entry = queue.Dequeue();
            if (IsRemembered(entry))
                queue.Enqueue(entry);
        }
    }
}
