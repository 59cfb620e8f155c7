using System.Globalization;

namespace JwtExtended.MinimalApi.Tests.Revocation;

// The code of docs/stores.md, which a test compares.
internal sealed class DictionaryStore(TimeProvider time) : IJwtStore
{
    private readonly Lock _lock = new();   // one transaction at a time
    private readonly Dictionary<string, SessionEntry> _entries = [];
    private readonly Dictionary<string, SessionRecord> _records = [];
    private readonly Dictionary<string, List<string>> _lists = [];
    private readonly Dictionary<string, (RevokedUpTo Revoked, DateTimeOffset? Expires)> _instants = [];
    private readonly Dictionary<string, DateTimeOffset?> _marks = [];
    private readonly DateTimeOffset _createdAt = Truncate(time.GetUtcNow());

    private DateTimeOffset Now => Truncate(time.GetUtcNow());

    public ValueTask<StoreState> FindAsync(StoreKeys keys, CancellationToken cancellationToken) =>
        Do(
            () => new StoreState
            {
                TokenRevoked = IsMarked(keys.Token),
                Session = keys.Session is null ? null : Entry(keys.Session),
                IdentityRevoked = Instant(keys.Identity),
                EverythingRevoked = Instant(keys.Everything),
                StoreCreatedAt = _createdAt,
            },
            cancellationToken);

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => Do(() => Now, cancellationToken);

    public ValueTask<DateTimeOffset?> StartSessionAsync(NewSession session, CancellationToken cancellationToken) =>
        Do<DateTimeOffset?>(() =>
        {
            // Later than everything that was revoked.
            var earliest = new[]
            {
                Now,
                session.NotBefore,
                After(Instant(session.IdentityKey)?.Instant),
                After(Instant(session.EverythingKey)?.Instant),
            }.Max();
            if (SessionEntry.Start(Entry(session.SessionKey), session, earliest) is not { } entry)
                return null;
            _entries[session.SessionKey] = entry;
            _records[session.SessionKey] = new SessionRecord(session.Id, entry.Started, entry.At, entry.Expires, session.Data);
            var list = _lists.TryGetValue(session.IdentityKey, out var found) ? found : _lists[session.IdentityKey] = [];
            list.Remove(session.SessionKey);
            list.Add(session.SessionKey);
            list.Sort((one, other) => _records[other].Started.CompareTo(_records[one].Started));
            return entry.Started;
        }, cancellationToken);

    public ValueTask<ExchangeResult> ExchangeAsync(SessionExchange exchange, CancellationToken cancellationToken) => Do(() =>
    {
        var result = SessionEntry.Exchange(Entry(exchange.SessionKey), exchange, Now, out var changed);
        if (changed is not null)
            Write(exchange.IdentityKey, exchange.SessionKey, changed);
        // What was revoked is compared in the same operation.
        return Covers(exchange.IdentityKey) || Covers(exchange.EverythingKey) ? new ExchangeResult(ExchangeOutcome.Revoked) : result;

        bool Covers(string key) => Instant(key)?.Covers(exchange.SessionKey, exchange.Started) == true;
    }, cancellationToken);

    public async ValueTask MarkSeenAsync(string identityKey, string sessionKey, int number, CancellationToken cancellationToken) =>
        await Do(
            () => Entry(sessionKey) is { } entry && entry.IsFirstUse(number) ? _entries[sessionKey] = entry with { Seen = true } : null,
            cancellationToken);

    public ValueTask<bool> EndSessionAsync(SessionEnd ended, CancellationToken cancellationToken) => Do(() =>
    {
        var old = Entry(ended.SessionKey);
        if (SessionEntry.End(old, ended, Now) is not { } entry)
            return false;
        var recorded = old is { Revoked: false } && _records.ContainsKey(ended.SessionKey);
        Write(ended.IdentityKey, ended.SessionKey, entry);
        return recorded;
    }, cancellationToken);

    public ValueTask<SessionPage> ListSessionsAsync(string identityKey, string? after, int limit, CancellationToken cancellationToken) =>
        Do(() =>
        {
            var skipped = after is null ? 0 : int.Parse(after, CultureInfo.InvariantCulture);
            var keys = _lists.GetValueOrDefault(identityKey, []);
            var page = keys.Skip(skipped).Take(limit).Where(key => Entry(key) is not null).Select(key => _records[key]).ToList();
            return new SessionPage(page, skipped + limit < keys.Count ? $"{skipped + limit}" : null);
        }, cancellationToken);

    public async ValueTask RevokeTokenAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        await Do(() => _marks[key] = IsMarked(key) ? Later(_marks[key], expires) : expires, cancellationToken);

    public ValueTask<RevokedUpTo?> RevokeUpToAsync(InstantRevocation revocation, CancellationToken cancellationToken) =>
        Do(() =>
        {
            var old = Instant(revocation.Key);
            var raised = RevokedUpTo.Raise(old, revocation, Now);
            if (raised is not null)
                _instants[revocation.Key] =
                    (raised, old is null ? revocation.Expires : Later(_instants[revocation.Key].Expires, revocation.Expires));
            return raised;
        }, cancellationToken);

    public ValueTask<bool> TryUseAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) => Do(() =>
    {
        if (IsMarked(key))
            return false;
        _marks[key] = expires;
        return true;
    }, cancellationToken);

    private ValueTask<T> Do<T>(Func<T> operation, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<T>(cancellationToken);
        lock (_lock)
            return ValueTask.FromResult(operation());
    }

    private void Write(string identityKey, string sessionKey, SessionEntry entry)
    {
        // A session that has ended, or was replaced, leaves the list.
        if (_records.TryGetValue(sessionKey, out var record))
        {
            if (entry.Revoked || record.Started != entry.Started)
            {
                _records.Remove(sessionKey);
                _lists.GetValueOrDefault(identityKey)?.Remove(sessionKey);
            }
            else
            {
                _records[sessionKey] = record with { LastRefreshed = entry.At, Expires = entry.Expires };
            }
        }

        _entries[sessionKey] = entry;
    }

    // What has expired counts as absent. A real store deletes it as well, some time later.
    private SessionEntry? Entry(string key) => _entries.TryGetValue(key, out var entry) && !entry.HasExpired(Now) ? entry : null;

    private RevokedUpTo? Instant(string key) =>
        _instants.TryGetValue(key, out var instant) && !(instant.Expires <= Now) ? instant.Revoked : null;

    private bool IsMarked(string key) => _marks.TryGetValue(key, out var expires) && !(expires <= Now);

    private static DateTimeOffset After(DateTimeOffset? instant) => instant?.AddMilliseconds(1) ?? DateTimeOffset.MinValue;

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other is null ? null : one > other ? one : other;

    private static DateTimeOffset Truncate(DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
