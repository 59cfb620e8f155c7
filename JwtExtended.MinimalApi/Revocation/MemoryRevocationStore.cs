using System.Collections.Concurrent;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Keeps revocations in this process; its birth is the start of the process's store.</summary>
internal sealed class MemoryRevocationStore : IRevocationStore, IDisposable
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _birth;
    private readonly ITimer _sweep;
    private volatile bool _written;

    public MemoryRevocationStore(TimeProvider time)
    {
        _time = time;
        _birth = time.GetUtcNow();
        // A weak reference: an app that was built and never run must not be kept alive by its timer.
        _sweep = time.CreateTimer(static state => Sweep((WeakReference<MemoryRevocationStore>)state!), new WeakReference<MemoryRevocationStore>(this), SweepPeriod, SweepPeriod);
    }

    /// <summary>How many entries are held.</summary>
    public int Count => _entries.Count;

    public ValueTask<RevocationMarks> FindAsync(RevocationKeys keys, CancellationToken cancellationToken)
    {
        // Most servers have revoked nothing: then there is nothing to look for, and no key to make. (IsEmpty would take every lock.)
        if (!_written)
            return ValueTask.FromResult(new RevocationMarks { Birth = _birth });
        var token = Find(keys.Token);
        return ValueTask.FromResult(new RevocationMarks
        {
            TokenRevoked = token?.Kind == EntryKind.Revoked,
            TokenConsumed = token?.Kind == EntryKind.Consumed,
            SessionRevoked = keys.Session is { } session && Find(session)?.Kind == EntryKind.Revoked,
            IdentityRevokedUpTo = Find(keys.Identity)?.At,
            EverythingRevokedUpTo = Find(keys.Everything)?.At,
            Birth = _birth,
        });
    }

    public ValueTask<ConsumeResult> TryConsumeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        _written = true;
        var mine = new Entry(EntryKind.Consumed, now, expires);
        var standing = _entries.AddOrUpdate(key, mine, (_, old) => old.HasExpired(now) ? mine : old);
        return ValueTask.FromResult(new ConsumeResult(ReferenceEquals(standing, mine), standing.Kind == EntryKind.Revoked, standing.At, now - standing.At));
    }

    public ValueTask RevokeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        Write(key, new Entry(EntryKind.Revoked, _time.GetUtcNow(), expires));
        return ValueTask.CompletedTask;
    }

    public ValueTask RaiseAsync(string key, DateTimeOffset upTo, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        Write(key, new Entry(EntryKind.UpTo, upTo, expires));
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _sweep.Dispose();

    private static void Sweep(WeakReference<MemoryRevocationStore> store)
    {
        if (!store.TryGetTarget(out var target))
            return;
        var now = target._time.GetUtcNow();
        foreach (var entry in target._entries)
        {
            // Removes this very entry: one that was raised in between stays.
            if (entry.Value.HasExpired(now))
                target._entries.TryRemove(entry);
        }
    }

    private void Write(string key, Entry entry)
    {
        // Before the entry: nobody may be told that there is none while one stands.
        _written = true;
        _entries.AddOrUpdate(key, entry, (_, old) => old.Merge(entry));
    }

    private Entry? Find(string key) => _entries.TryGetValue(key, out var entry) && !entry.HasExpired(_time.GetUtcNow()) ? entry : null;

    private enum EntryKind
    {
        Consumed,
        Revoked,
        UpTo,
    }

    private sealed record Entry(EntryKind Kind, DateTimeOffset At, DateTimeOffset? Expires)
    {
        public bool HasExpired(DateTimeOffset now) => Expires <= now;

        /// <summary>The greater instant and the later expiry; of two kinds the newer, which is never "consumed".</summary>
        public Entry Merge(Entry newer) => new(
            newer.Kind,
            newer.At > At ? newer.At : At,
            Expires is null || newer.Expires is null ? null : Expires > newer.Expires ? Expires : newer.Expires);
    }
}
