using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Revocation.Memory;

/// <summary>Stores sessions and revocations in the memory of this process. Its data begins when it is created.</summary>
internal sealed class MemoryJwtStore : IJwtStore, IDisposable
{
    private readonly ExpiringMap<MemorySession> _sessions = new(static session => session.Entry.Expires);
    private readonly ExpiringMap<MemoryMark> _marks = new(static mark => mark.Expires);
    private readonly ExpiringMap<MemoryInstant> _instants = new(static instant => instant.Expires);
    private readonly SessionList _lists = new();
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _createdAt;
    private readonly PeriodicSweep<MemoryJwtStore> _sweep;

    public MemoryJwtStore(TimeProvider time)
    {
        _time = time;
        _createdAt = Now;
        _sweep = new PeriodicSweep<MemoryJwtStore>(this, static store => store.Sweep(), time);
    }

    /// <summary>Gets the number of entries.</summary>
    public int Count => _sessions.Count + _marks.Count + _instants.Count;

    /// <summary>Gets the number of identities with recorded sessions.</summary>
    public int IdentityCount => _lists.Count;

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    public ValueTask<StoreState> FindAsync(StoreKeys keys, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<StoreState>(cancellationToken);
        // Usually nothing was revoked or refreshed, and no key has to be computed.
        if (_sessions.IsUnused && _marks.IsUnused && _instants.IsUnused)
            return ValueTask.FromResult(new StoreState { StoreCreatedAt = _createdAt });
        var (entries, now) = (keys.Entries, Now);
        return ValueTask.FromResult(new StoreState
        {
            TokenRevoked = _marks.TryGet(entries.Token, now, out _),
            Session = entries.Session is { } session ? _sessions.Find(session, now)?.Entry : null,
            IdentityRevoked = _instants.Find(entries.Identity, now)?.Revoked,
            EverythingRevoked = _instants.Find(entries.Everything, now)?.Revoked,
            StoreCreatedAt = _createdAt,
        });
    }

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<DateTimeOffset>(cancellationToken)
            : ValueTask.FromResult(Now);

    public ValueTask<DateTimeOffset?> StartSessionAsync(NewSession session, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<DateTimeOffset?>(cancellationToken);
        var (identity, key, now) = (EntryKey.Of(session.IdentityKey), EntryKey.Of(session.SessionKey), Now);
        var earliest = Instant.Latest(now, session.NotBefore, Behind(identity, now), Behind(EntryKey.Of(session.EverythingKey), now));
        var (replaced, started) = _sessions.Change(key, now, ((MemorySession? Old, DateTimeOffset? Start), MemorySession?) (old) =>
        {
            var entry = SessionEntry.Start(old?.Entry, session, earliest);
            return entry is null
                ? ((null, null), null)
                : ((old, entry.Started), new MemorySession(entry, session.Id, session.Data));
        });
        if (replaced?.Record is not null)
            _lists.Remove(identity, key, replaced.Entry.Started);
        if (started is { } instant)
            _lists.Add(identity, key, instant);
        return ValueTask.FromResult(started);
    }

    public ValueTask<ExchangeResult> ExchangeAsync(SessionExchange exchange, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<ExchangeResult>(cancellationToken);
        var (identity, key, now) = (EntryKey.Of(exchange.IdentityKey), EntryKey.Of(exchange.SessionKey), Now);
        var (result, ended) = _sessions.Change(key, now, old =>
        {
            var result = SessionEntry.Exchange(old?.Entry, exchange, now, out var changed);
            return ((result, changed?.Revoked == true ? old : null), changed is null ? null : With(old, changed));
        });
        if (ended?.Record is not null)
            _lists.Remove(identity, key, ended.Entry.Started);
        // Behind the exchange: a revocation that was confirmed before it is seen.
        return ValueTask.FromResult(IsRevoked(exchange, identity) ? new ExchangeResult(ExchangeOutcome.Revoked) : result);
    }

    public ValueTask MarkSeenAsync(string identityKey, string sessionKey, int number, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        _sessions.Change(EntryKey.Of(sessionKey), Now, old =>
            (true, old?.Entry.IsFirstUse(number) == true ? old with { Entry = old.Entry with { Seen = true } } : null));
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> EndSessionAsync(SessionEnd ended, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        var (key, now) = (EntryKey.Of(ended.SessionKey), Now);
        var old = _sessions.Change(key, now, found => SessionEntry.End(found?.Entry, ended, now) is { } entry
            ? (found, With(found, entry))
            : default((MemorySession?, MemorySession?)));
        if (old?.Record is null)
            return ValueTask.FromResult(false);
        _lists.Remove(EntryKey.Of(ended.IdentityKey), key, old.Entry.Started);
        return ValueTask.FromResult(true);
    }

    public ValueTask<SessionPage> ListSessionsAsync(string identityKey, string? after, int limit, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<SessionPage>(cancellationToken);
        var (identity, now) = (EntryKey.Of(identityKey), Now);
        var records = new List<SessionRecord>();
        string? last = null;
        foreach (var (session, started, position) in _lists.From(identity, after))
        {
            if (records.Count == limit)
                return ValueTask.FromResult(new SessionPage(records, last));
            last = position;
            if (_sessions.Find(session, now) is { Record: { } record } && record.Started == started)
                records.Add(record);
            else
                _lists.Remove(identity, session, started);
        }

        return ValueTask.FromResult(new SessionPage(records, null));
    }

    public ValueTask RevokeTokenAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        _marks.Change(EntryKey.Of(key), Now, old => (true, MemoryMark.Of(old, expires)));
        return ValueTask.CompletedTask;
    }

    public ValueTask<RevokedUpTo?> RevokeUpToAsync(InstantRevocation revocation, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<RevokedUpTo?>(cancellationToken);
        var now = Now;
        return ValueTask.FromResult(_instants.Change(EntryKey.Of(revocation.Key), now, old =>
        {
            var raised = RevokedUpTo.Raise(old?.Revoked, revocation, now);
            return (raised, raised is null ? null : MemoryInstant.Of(old, raised, revocation.Expires));
        }));
    }

    public ValueTask<bool> TryUseAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellationToken)
            : ValueTask.FromResult(_marks.Change(EntryKey.Of(key), Now, old =>
                (old is null, old is null ? MemoryMark.Of(null, expires) : null)));

    public void Dispose() => _sweep.Dispose();

    /// <summary>Removes what has expired.</summary>
    internal void Sweep()
    {
        var now = Now;
        _sessions.Sweep(now);
        _marks.Sweep(now);
        _instants.Sweep(now);
        _lists.Sweep(session => _sessions.Find(session, now)?.Record is not null);
    }

    // A session that has ended, or was replaced by one with the same id, has no record any more.
    private static MemorySession With(MemorySession? old, SessionEntry entry) =>
        entry.Revoked || old?.Entry.Started != entry.Started ? new MemorySession(entry, null, null) : old with { Entry = entry };

    // Equal instants count as revoked.
    private DateTimeOffset? Behind(EntryKey key, DateTimeOffset now) => _instants.Find(key, now)?.Revoked.Instant.AddMilliseconds(1);

    private bool IsRevoked(SessionExchange exchange, EntryKey identity)
    {
        if (_instants.IsUnused)
            return false;
        var now = Now;
        return Covers(identity) || Covers(EntryKey.Of(exchange.EverythingKey));

        bool Covers(EntryKey key) => _instants.Find(key, now)?.Revoked.Covers(exchange.SessionKey, exchange.Started) == true;
    }
}
