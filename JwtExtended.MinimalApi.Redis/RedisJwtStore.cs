using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// Stores sessions, revocations and keys in Redis. Every command uses keys of one slot, as a cluster requires, and goes to the primary: a
/// replica may be behind.
/// </summary>
internal sealed partial class RedisJwtStore(RedisConnection connection, string prefix, ReplicatedWrites? writes = null)
    : IJwtStore, IJwtKeyStore, IAsyncDisposable
{
    private const CommandFlags Primary = CommandFlags.DemandMaster;

    private static readonly Task<RedisValue> NoEntry = Task.FromResult(RedisValue.Null);

    private readonly RedisKeys _keys = new(prefix);
    private volatile bool _refusesSlots;

    public async ValueTask<StoreState> FindAsync(StoreKeys keys, CancellationToken cancellationToken)
    {
        var database = await connection.OpenAsync(cancellationToken);
        // One round trip: all commands are sent before the first is awaited. The creation time is read last, to detect a loss of data.
        var token = database.KeyExistsAsync(_keys.Mark(keys.Token), Primary);
        var session = keys.Session is { } key ? GetEntryAsync(database, _keys.Session(keys.Identity, key)) : NoEntry;
        var identity = database.StringGetAsync(_keys.Revoked(keys.Identity), Primary);
        var everything = database.StringGetAsync(_keys.Revoked(keys.Everything), Primary);
        var createdAt = database.StringGetAsync(_keys.CreatedAt, Primary);
        await connection.AwaitAsync(Task.WhenAll(session, identity, everything, createdAt), cancellationToken);
        return new StoreState
        {
            TokenRevoked = await connection.AwaitAsync(token, cancellationToken),
            Session = RedisSession.ReadEntry(await session),
            IdentityRevoked = RedisInstant.Read(await identity),
            EverythingRevoked = RedisInstant.Read(await everything),
            StoreCreatedAt = RedisTime.Read((string?)await createdAt ?? await EnsureCreatedAtAsync(cancellationToken)),
        };
    }

    public async ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) =>
        RedisTime.Read((string?)await RunAsync(RedisScripts.Time, [_keys.CreatedAt], [], cancellationToken));

    public async ValueTask<DateTimeOffset?> StartSessionAsync(NewSession session, CancellationToken cancellationToken)
    {
        // Before the session starts, because it may be in another slot: only what was revoked until now has to be earlier.
        var everything = await GetRevokedAsync(session.EverythingKey, cancellationToken);
        var notBefore = everything?.Instant.AddMilliseconds(1) is { } behind && behind > session.NotBefore ? behind : session.NotBefore;
        var started = await WriteAsync(
            RedisScripts.StartSession,
            KeysOf(session.IdentityKey, session.SessionKey),
            [
                session.SessionKey,
                RedisSession.WriteRecord(session),
                RedisTime.Instant(notBefore),
                RedisTime.Expiry(session.Expires),
                RedisTime.Expiry(session.Ends),
                session.Continues is { } continued ? RedisTime.Instant(continued) : "",
            ],
            cancellationToken);
        return (string?)started is { } instant ? RedisTime.Read(instant) : null;
    }

    public async ValueTask<ExchangeResult> ExchangeAsync(SessionExchange exchange, CancellationToken cancellationToken)
    {
        var keys = KeysOf(exchange.IdentityKey, exchange.SessionKey);
        var arguments = RedisExchange.ArgumentsOf(exchange);
        if (await TryExchangeInOneSlotAsync([.. keys, _keys.Revoked(exchange.EverythingKey)], arguments, cancellationToken) is { } atOnce)
            return atOnce;
        var result = RedisExchange.ReadResult(await WriteAsync(RedisScripts.Exchange, keys, arguments, cancellationToken));
        // Behind the exchange, and not sent with it: another node, or a proxy to several, need not keep the order.
        var everything = await GetRevokedAsync(exchange.EverythingKey, cancellationToken);
        return everything?.Covers(exchange.SessionKey, exchange.Started) == true ? new ExchangeResult(ExchangeOutcome.Revoked) : result;
    }

    public async ValueTask MarkSeenAsync(string identityKey, string sessionKey, int number, CancellationToken cancellationToken) =>
        await RunAsync(RedisScripts.MarkSeen, [_keys.Session(identityKey, sessionKey)], [number], cancellationToken);

    public async ValueTask<bool> EndSessionAsync(SessionEnd ended, CancellationToken cancellationToken) =>
        (bool)await WriteAsync(
            RedisScripts.EndSession,
            [_keys.Session(ended.IdentityKey, ended.SessionKey), _keys.List(ended.IdentityKey)],
            [ended.SessionKey, RedisTime.Expiry(ended.Expires), ended.Started is { } started ? RedisTime.Instant(started) : ""],
            cancellationToken);

    public async ValueTask<SessionPage> ListSessionsAsync(
        string identityKey, string? after, int limit, CancellationToken cancellationToken)
    {
        var list = _keys.List(identityKey);
        RedisValue[] position = after is null ? [] : [.. after.Split(' ', 2)];
        var items = (string[])(await RunAsync(RedisScripts.Page, [list], [limit, .. position], cancellationToken))!;
        var listed = items.Chunk(2).Take(limit).Select(item => new ListedSession(item[0], item[1])).ToList();
        if (listed.Count == 0)
            return new SessionPage([], null);
        var database = await connection.OpenAsync(cancellationToken);
        var entries = await connection.AwaitAsync(
            database.StringGetAsync([.. listed.Select(item => _keys.Session(identityKey, item.SessionKey))], Primary), cancellationToken);
        var records = listed.Select((item, i) => item.ReadRecord(entries[i])).ToList();
        await PruneAsync(identityKey, [.. listed.Where((_, i) => records[i] is null)], cancellationToken);
        return new SessionPage([.. records.OfType<SessionRecord>()], items.Length > 2 * listed.Count ? listed[^1].Position : null);
    }

    public async ValueTask RevokeTokenAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        await WriteAsync(RedisScripts.RevokeToken, [_keys.Mark(key)], [RedisTime.Expiry(expires)], cancellationToken);

    public async ValueTask<RevokedUpTo?> RevokeUpToAsync(InstantRevocation revocation, CancellationToken cancellationToken) =>
        RedisInstant.Read((RedisValue)await WriteAsync(
            RedisScripts.RevokeUpTo, [_keys.Revoked(revocation.Key)], RedisInstant.ArgumentsOf(revocation), cancellationToken));

    public async ValueTask<bool> TryUseAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        (bool)await WriteAsync(RedisScripts.TryUse, [_keys.Mark(key)], [RedisTime.Expiry(expires)], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (writes is not null)
            await writes.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static Task<RedisValue> GetEntryAsync(IDatabase database, RedisKey key) =>
        database.StringGetRangeAsync(key, 0, RedisSession.HeaderLength - 1, Primary);

    private RedisKey[] KeysOf(string identityKey, string sessionKey) =>
        [_keys.Session(identityKey, sessionKey), _keys.List(identityKey), _keys.Revoked(identityKey)];

    // Outside of clusters every key is in the same slot. Null if these are not.
    private async ValueTask<ExchangeResult?> TryExchangeInOneSlotAsync(
        RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var cluster = (await connection.OpenAsync(cancellationToken)).Multiplexer;
        if (_refusesSlots || cluster.GetHashSlot(keys[0]) != cluster.GetHashSlot(keys[^1]))
            return null;
        try
        {
            return RedisExchange.ReadResult(await WriteAsync(RedisScripts.Exchange, keys, arguments, cancellationToken));
        }
        catch (RedisServerException e) when (e.Message.StartsWith("CROSSSLOT", StringComparison.Ordinal))
        {
            // A cluster behind a proxy, which has not run the script.
            _refusesSlots = true;
            return null;
        }
    }

    // The script decides once more: a session may have started again since.
    private async ValueTask PruneAsync(string identityKey, ListedSession[] gone, CancellationToken cancellationToken)
    {
        if (gone.Length == 0)
            return;
        await RunAsync(
            RedisScripts.Prune,
            [_keys.List(identityKey), .. gone.Select(item => _keys.Session(identityKey, item.SessionKey))],
            [.. gone.Select(item => (RedisValue)item.SessionKey)],
            cancellationToken);
    }

    private async Task<RevokedUpTo?> GetRevokedAsync(string key, CancellationToken cancellationToken)
    {
        var database = await connection.OpenAsync(cancellationToken);
        return RedisInstant.Read(
            await connection.AwaitAsync(database.StringGetAsync(_keys.Revoked(key), Primary), cancellationToken));
    }

    private async Task<string> EnsureCreatedAtAsync(CancellationToken cancellationToken) =>
        (string)(await RunAsync(RedisScripts.StoreCreatedAt, [_keys.CreatedAt], [], cancellationToken))!;

    // What a caller relies on once it is confirmed, and must not be lost in a failover.
    private Task<RedisResult> WriteAsync(
        string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken) =>
        writes is null
            ? RunAsync(script, keys, arguments, cancellationToken)
            : writes.RunAsync(script, keys, arguments, cancellationToken);

    private async Task<RedisResult> RunAsync(
        string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var database = await connection.OpenAsync(cancellationToken);
        return await connection.AwaitAsync(database.ScriptEvaluateAsync(script, keys, arguments, Primary), cancellationToken);
    }
}
