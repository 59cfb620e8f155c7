using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// Stores revocations in Redis. Every command uses one key, as a cluster requires, and goes to the primary: a replica may be behind.
/// </summary>
internal sealed class RedisRevocationStore(RedisConnection connection, string prefix) : IRevocationStore, IAsyncDisposable
{
    private const CommandFlags Primary = CommandFlags.DemandMaster;
    private const string Revoked = "r";
    private const string UpTo = "u";

    private static readonly Task<RedisValue> NoEntry = Task.FromResult(RedisValue.Null);

    private readonly string _sessionPrefix = prefix + "sessions:";
    private readonly RedisKey[] _createdAtKey = [prefix + "created"];

    public async ValueTask<RevocationState> FindAsync(RevocationKeys keys, CancellationToken cancellationToken)
    {
        var database = await connection.OpenAsync(cancellationToken);
        // One round trip: all commands are sent before the first is awaited. The creation time is read last, to detect a loss of data.
        var token = GetAsync(database, keys.Token);
        var session = keys.Session is { } key ? GetAsync(database, key) : NoEntry;
        var identity = GetAsync(database, keys.Identity);
        var everything = GetAsync(database, keys.Everything);
        var recorded = HasSessionAsync(database, keys);
        var createdAt = database.StringGetAsync(_createdAtKey[0], Primary);
        await Task.WhenAll(token, session, identity, everything, recorded, createdAt).WaitAsync(cancellationToken);
        return new RevocationState
        {
            TokenRevoked = RedisEntry.Read(await token).IsRevoked,
            TokenConsumed = RedisEntry.Read(await token).IsConsumed,
            SessionRevoked = RedisEntry.Read(await session).IsRevoked,
            IdentityRevokedUpTo = RedisEntry.Read(await identity).UpTo,
            EverythingRevokedUpTo = RedisEntry.Read(await everything).UpTo,
            SessionRecorded = await recorded,
            StoreCreatedAt = RedisTime.Read((string?)await createdAt ?? await EnsureCreatedAtAsync(database, cancellationToken)),
        };
    }

    public async ValueTask<ConsumeResult> TryConsumeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        var result = (RedisResult[])(await RunAsync(RedisScripts.Consume, prefix + key, [RedisTime.Expiry(expires)], cancellationToken))!;
        var entry = RedisEntry.Read((RedisValue)result[1]);
        var age = RedisTime.Read((string)result[2]!) - entry.At;
        // After a failover, the clock of the new primary may be behind.
        return new ConsumeResult((int)result[0] == 1, entry.IsRevoked, entry.At, age > TimeSpan.Zero ? age : TimeSpan.Zero);
    }

    public async ValueTask RevokeAsync(string key, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        await RunAsync(RedisScripts.Write, prefix + key, [Revoked, RedisValue.EmptyString, RedisTime.Expiry(expires)], cancellationToken);

    public async ValueTask RevokeUpToAsync(string key, DateTimeOffset upTo, DateTimeOffset? expires, CancellationToken cancellationToken) =>
        await RunAsync(RedisScripts.Write, prefix + key, [UpTo, RedisTime.Instant(upTo), RedisTime.Expiry(expires)], cancellationToken);

    public async ValueTask PutSessionAsync(string identityKey, SessionRecord record, CancellationToken cancellationToken) =>
        await RunAsync(RedisScripts.PutSession, _sessionPrefix + identityKey, [record.Key, RedisSession.Write(record)], cancellationToken);

    public async ValueTask<bool> TouchSessionAsync(
        string identityKey,
        string sessionKey,
        DateTimeOffset lastRefreshed,
        DateTimeOffset? expires,
        CancellationToken cancellationToken) =>
        (bool)await RunAsync(
            RedisScripts.TouchSession,
            _sessionPrefix + identityKey,
            [sessionKey, RedisTime.Instant(lastRefreshed), RedisTime.Expiry(expires)],
            cancellationToken);

    public async ValueTask<IReadOnlyList<SessionRecord>> GetSessionsAsync(string identityKey, CancellationToken cancellationToken)
    {
        var all = (string[])(await RunAsync(RedisScripts.GetSessions, _sessionPrefix + identityKey, [], cancellationToken))!;
        return [.. all.Chunk(2)
            .Select(pair => RedisSession.Read(pair[0], pair[1]))
            .OrderBy(record => record.Started)
            .ThenBy(record => record.Key, StringComparer.Ordinal)];
    }

    public async ValueTask<bool> RemoveSessionAsync(string identityKey, string sessionKey, CancellationToken cancellationToken) =>
        (bool)await RunAsync(RedisScripts.RemoveSession, _sessionPrefix + identityKey, [sessionKey], cancellationToken);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private Task<RedisValue> GetAsync(IDatabase database, string key) => database.StringGetAsync(prefix + key, Primary);

    private async Task<bool> HasSessionAsync(IDatabase database, RevocationKeys keys) =>
        keys is { WantsSessionRecord: true, Session: { } session }
        && (bool)await database.ScriptEvaluateAsync(RedisScripts.HasSession, [_sessionPrefix + keys.Identity], [session], Primary);

    private async Task<string> EnsureCreatedAtAsync(IDatabase database, CancellationToken cancellationToken) =>
        (string)(await database.ScriptEvaluateAsync(RedisScripts.StoreCreatedAt, _createdAtKey, flags: Primary)
            .WaitAsync(cancellationToken))!;

    private async ValueTask<RedisResult> RunAsync(string script, string key, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var database = await connection.OpenAsync(cancellationToken);
        return await database.ScriptEvaluateAsync(script, [key], arguments, Primary).WaitAsync(cancellationToken);
    }
}
