using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace JwtExtended.MinimalApi.Revocation.Memory;

/// <summary>The session records of this process: one immutable array for each identity.</summary>
internal sealed class MemorySessions
{
    private readonly ConcurrentDictionary<EntryKey, ImmutableArray<SessionRecord>> _sessions = new();

    /// <summary>Gets the number of identities with records.</summary>
    public int Count => _sessions.Count;

    public bool Contains(string identityKey, string sessionKey, DateTimeOffset now) =>
        Find(Of(EntryKey.Of(identityKey)), sessionKey, now) is not null;

    public void Put(string identityKey, SessionRecord record, DateTimeOffset now) => _sessions.AddOrUpdate(
        EntryKey.Of(identityKey),
        static (_, put) => [put.Record],
        static (_, all, put) => [.. all.Where(other => other.Key != put.Record.Key && !HasExpired(other, put.Now)), put.Record],
        (Record: record, Now: now));

    public bool Touch(string identityKey, string sessionKey, DateTimeOffset lastRefreshed, DateTimeOffset? expires, DateTimeOffset now) =>
        Replace(identityKey, sessionKey, now, (all, record) => all.Replace(record, record with
        {
            LastRefreshed = record.LastRefreshed > lastRefreshed ? record.LastRefreshed : lastRefreshed,
            Expires = record.Expires is null || expires is null ? null : record.Expires > expires ? record.Expires : expires,
        }));

    public IReadOnlyList<SessionRecord> Get(string identityKey, DateTimeOffset now) =>
        [.. Of(EntryKey.Of(identityKey))
            .Where(record => !HasExpired(record, now))
            .OrderBy(record => record.Started)
            .ThenBy(record => record.Key, StringComparer.Ordinal)];

    public bool Remove(string identityKey, string sessionKey, DateTimeOffset now) =>
        Replace(identityKey, sessionKey, now, static (all, record) => all.Remove(record));

    public void Sweep(DateTimeOffset now)
    {
        foreach (var identity in _sessions)
        {
            var remaining = identity.Value.RemoveAll(record => HasExpired(record, now));
            // Both change this array only: one that was written in the meantime waits for the next sweep.
            if (remaining.IsEmpty)
                _sessions.TryRemove(identity);
            else if (remaining != identity.Value)
                _sessions.TryUpdate(identity.Key, remaining, identity.Value);
        }
    }

    private bool Replace(
        string identityKey,
        string sessionKey,
        DateTimeOffset now,
        Func<ImmutableArray<SessionRecord>, SessionRecord, ImmutableArray<SessionRecord>> change)
    {
        var key = EntryKey.Of(identityKey);
        while (true)
        {
            var all = Of(key);
            if (Find(all, sessionKey, now) is not { } record)
                return false;
            var changed = change(all, record);
            if (changed.IsEmpty ? _sessions.TryRemove(new(key, all)) : _sessions.TryUpdate(key, changed, all))
                return true;
        }
    }

    private ImmutableArray<SessionRecord> Of(EntryKey identity) => _sessions.TryGetValue(identity, out var all) ? all : [];

    private static SessionRecord? Find(ImmutableArray<SessionRecord> all, string sessionKey, DateTimeOffset now)
    {
        foreach (var record in all)
        {
            if (record.Key == sessionKey)
                return HasExpired(record, now) ? null : record;
        }

        return null;
    }

    private static bool HasExpired(SessionRecord record, DateTimeOffset now) => record.Expires <= now;
}
