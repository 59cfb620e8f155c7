using System.Collections.Concurrent;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Revocation.Memory;

/// <summary>Stores revocations in the memory of this process. Its data begins when it is created.</summary>
internal sealed class MemoryRevocationStore : IRevocationStore, IDisposable
{
    // A dictionary that grows blocks its writers; a small one does so for a shorter time.
    private const int Shards = 32;

    private readonly ConcurrentDictionary<EntryKey, MemoryEntry>[] _entries =
        [.. Enumerable.Range(0, Shards).Select(_ => new ConcurrentDictionary<EntryKey, MemoryEntry>())];

    private readonly MemorySessions _sessions = new();
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _createdAt;
    private readonly PeriodicSweep<MemoryRevocationStore> _sweep;
    private volatile bool _written;

    public MemoryRevocationStore(TimeProvider time)
    {
        _time = time;
        _createdAt = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        _sweep = new PeriodicSweep<MemoryRevocationStore>(this, static store => store.Sweep(), time);
    }

    /// <summary>Gets the number of entries.</summary>
    public int Count => _entries.Sum(shard => shard.Count);

    /// <summary>Gets the number of identities with session records.</summary>
    public int IdentityCount => _sessions.Count;

    public ValueTask<RevocationState> FindAsync(RevocationKeys keys, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<RevocationState>(cancellationToken);
        var recorded = keys is { WantsSessionRecord: true, Session: { } recordKey }
            && _sessions.Contains(keys.Identity, recordKey, _time.GetUtcNow());
        // Usually nothing was revoked, and no key has to be computed. (IsEmpty would take every lock.)
        if (!_written)
            return ValueTask.FromResult(new RevocationState { SessionRecorded = recorded, StoreCreatedAt = _createdAt });
        var (entries, now) = (keys.Entries, _time.GetUtcNow());
        var token = Find(entries.Token, now);
        return ValueTask.FromResult(new RevocationState
        {
            TokenRevoked = token?.Kind == MemoryEntryKind.Revoked,
            TokenConsumed = token?.Kind == MemoryEntryKind.Consumed,
            SessionRevoked = entries.Session is { } session && Find(session, now)?.Kind == MemoryEntryKind.Revoked,
            IdentityRevokedUpTo = Find(entries.Identity, now)?.At,
            EverythingRevokedUpTo = Find(entries.Everything, now)?.At,
            SessionRecorded = recorded,
            StoreCreatedAt = _createdAt,
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
            var consumed = new MemoryEntry(MemoryEntryKind.Consumed, now, expires);
            var exists = entries.TryGetValue(entryKey, out var existing);
            if (exists && !existing.HasExpired(now))
                return ValueTask.FromResult(Lost(existing, now));
            if (exists ? entries.TryUpdate(entryKey, consumed, existing) : entries.TryAdd(entryKey, consumed))
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

    public ValueTask<bool> TouchSessionAsync(
        string identityKey,
        string sessionKey,
        DateTimeOffset lastRefreshed,
        DateTimeOffset? expires,
        CancellationToken cancellationToken) =>
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

    /// <summary>Removes what has expired. Lookups do not wait for it, and a write waits for one entry at most.</summary>
    internal void Sweep()
    {
        var now = _time.GetUtcNow();
        foreach (var entries in _entries)
        {
            foreach (var entry in entries)
            {
                // Removes this entry only: one that was updated in the meantime stays.
                if (entry.Value.HasExpired(now))
                    entries.TryRemove(entry);
            }
        }

        _sessions.Sweep(now);
    }

    // The clock may have been set back.
    private static ConsumeResult Lost(MemoryEntry existing, DateTimeOffset now) =>
        new(false, existing.Kind == MemoryEntryKind.Revoked, existing.At, now > existing.At ? now - existing.At : TimeSpan.Zero);

    private ValueTask WriteAsync(
        string key, MemoryEntryKind kind, DateTimeOffset at, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        // Before the entry, so that no lookup misses it.
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

    private MemoryEntry? Find(EntryKey key, DateTimeOffset now) =>
        ShardOf(key).TryGetValue(key, out var entry) && !entry.HasExpired(now) ? entry : null;

    // By other bits than the hash code that the dictionary uses.
    private ConcurrentDictionary<EntryKey, MemoryEntry> ShardOf(EntryKey key) => _entries[key.D & Shards - 1];
}
