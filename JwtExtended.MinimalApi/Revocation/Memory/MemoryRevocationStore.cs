using System.Collections.Concurrent;

namespace JwtExtended.MinimalApi.Revocation.Memory;

/// <summary>Keeps revocations in this process; its birth is the start of the process's store.</summary>
internal sealed class MemoryRevocationStore : IRevocationStore, IDisposable
{
    // A dictionary that grows holds up its writers: many small ones do so for a moment each.
    private const int Shards = 32;

    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<EntryKey, MemoryEntry>[] _entries = [.. Enumerable.Range(0, Shards).Select(_ => new ConcurrentDictionary<EntryKey, MemoryEntry>())];
    private readonly MemorySessions _sessions = new();
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _birth;
    private readonly ITimer _sweep;
    private volatile bool _written;

    public MemoryRevocationStore(TimeProvider time)
    {
        _time = time;
        _birth = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        // A weak reference: an app that was built and never run must not be kept alive by its timer.
        _sweep = time.CreateTimer(static state => Sweep((WeakReference<MemoryRevocationStore>)state!), new WeakReference<MemoryRevocationStore>(this), SweepPeriod, SweepPeriod);
    }

    /// <summary>How many entries are held.</summary>
    public int Count => _entries.Sum(shard => shard.Count);

    /// <summary>How many identities have session records.</summary>
    public int IdentityCount => _sessions.Count;

    public ValueTask<RevocationState> FindAsync(RevocationKeys keys, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<RevocationState>(cancellationToken);
        var recorded = keys is { WantsSessionRecord: true, Session: { } recordKey } && _sessions.Stands(keys.Identity, recordKey, _time.GetUtcNow());
        // Most servers have revoked nothing: then there is nothing to look for, and no key to make. (IsEmpty would take every lock.)
        if (!_written)
            return ValueTask.FromResult(new RevocationState { SessionRecorded = recorded, StoreCreatedAt = _birth });
        var token = Find(keys.Token);
        return ValueTask.FromResult(new RevocationState
        {
            TokenRevoked = token?.Kind == MemoryEntryKind.Revoked,
            TokenConsumed = token?.Kind == MemoryEntryKind.Consumed,
            SessionRevoked = keys.Session is { } session && Find(session)?.Kind == MemoryEntryKind.Revoked,
            IdentityRevokedUpTo = Find(keys.Identity)?.At,
            EverythingRevokedUpTo = Find(keys.Everything)?.At,
            SessionRecorded = recorded,
            StoreCreatedAt = _birth,
        });
    }

    public ValueTask<ConsumeResult> TryConsumeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<ConsumeResult>(cancellationToken);
        _written = true;
        var entryKey = EntryKey.Of(key);
        var entries = ShardOf(entryKey);
        while (true)
        {
            var now = _time.GetUtcNow();
            var mine = new MemoryEntry(MemoryEntryKind.Consumed, now, expires);
            var exists = entries.TryGetValue(entryKey, out var standing);
            if (exists && !standing.HasExpired(now))
                return ValueTask.FromResult(Lost(standing, now));
            if (exists ? entries.TryUpdate(entryKey, mine, standing) : entries.TryAdd(entryKey, mine))
                return ValueTask.FromResult(new ConsumeResult(true, false, now, TimeSpan.Zero));
        }
    }

    public ValueTask RevokeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        WriteAsync(key, MemoryEntryKind.Revoked, _time.GetUtcNow(), expires, cancellationToken);

    public ValueTask RevokeUpToAsync(string key, DateTimeOffset upTo, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        WriteAsync(key, MemoryEntryKind.UpTo, upTo, expires, cancellationToken);

    public ValueTask PutSessionAsync(string identityKey, SessionRecord record, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        _sessions.Put(identityKey, record, _time.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> TouchSessionAsync(string identityKey, string sessionKey, DateTimeOffset lastRefreshed, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellationToken)
            : ValueTask.FromResult(_sessions.Touch(identityKey, sessionKey, lastRefreshed, expires, _time.GetUtcNow()));

    public ValueTask<IReadOnlyList<SessionRecord>> GetSessionsAsync(string identityKey, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<IReadOnlyList<SessionRecord>>(cancellationToken)
            : ValueTask.FromResult(_sessions.Get(identityKey, _time.GetUtcNow()));

    public ValueTask<bool> RemoveSessionAsync(string identityKey, string sessionKey, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellationToken)
            : ValueTask.FromResult(_sessions.Remove(identityKey, sessionKey, _time.GetUtcNow()));

    public void Dispose() => _sweep.Dispose();

    /// <summary>Takes no lock that a look-up waits for, and a write waits for one entry at the most.</summary>
    internal void Sweep()
    {
        var now = _time.GetUtcNow();
        foreach (var entries in _entries)
        {
            foreach (var entry in entries)
            {
                // Removes this very entry: one that was raised in between stays.
                if (entry.Value.HasExpired(now))
                    entries.TryRemove(entry);
            }
        }

        _sessions.Sweep(now);
    }

    private static void Sweep(WeakReference<MemoryRevocationStore> store)
    {
        if (store.TryGetTarget(out var target))
            target.Sweep();
    }

    // The clock may have stepped back.
    private static ConsumeResult Lost(MemoryEntry standing, DateTimeOffset now) =>
        new(false, standing.Kind == MemoryEntryKind.Revoked, standing.At, now > standing.At ? now - standing.At : TimeSpan.Zero);

    private ValueTask WriteAsync(string key, MemoryEntryKind kind, DateTimeOffset at, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        // Before the entry: nobody may be told that there is none while one stands.
        _written = true;
        var now = _time.GetUtcNow();
        var entryKey = EntryKey.Of(key);
        ShardOf(entryKey).AddOrUpdate(
            entryKey,
            static (_, write) => write.Entry,
            static (_, old, write) => old.HasExpired(write.Now) ? write.Entry : old.Merge(write.Entry),
            (Entry: new MemoryEntry(kind, at, expires), Now: now));
        return ValueTask.CompletedTask;
    }

    private MemoryEntry? Find(string key)
    {
        var entryKey = EntryKey.Of(key);
        return ShardOf(entryKey).TryGetValue(entryKey, out var entry) && !entry.HasExpired(_time.GetUtcNow()) ? entry : null;
    }

    // By other bits than those that the dictionary goes by.
    private ConcurrentDictionary<EntryKey, MemoryEntry> ShardOf(EntryKey key) => _entries[key.D & Shards - 1];
}
