using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>Adds the entries of sessions and the lists of their identities, thousands in a round trip.</summary>
internal sealed class RedisFill(string connection) : ISessionFill
{
    private const int SessionsOfABatch = 2_000;
    // Of an entry, behind which its record begins.
    private const int HeaderLength = 106;

    private readonly ConnectionMultiplexer _redis = ConnectionMultiplexer.Connect(connection);

    public async Task AddAsync(string sessionId, int count)
    {
        var database = _redis.GetDatabase();
        var (key, value) = await FindAsync(database, sessionId);
        var (identity, session) = (key[(key.IndexOf('{', StringComparison.Ordinal) + 1)..key.IndexOf('}', StringComparison.Ordinal)],
            key[(key.LastIndexOf(':') + 1)..]);
        var original = new Entry(identity, session, value);
        var started = (await database.SortedSetScoreAsync(original.List, session))!.Value;
        var lifetime = (await database.KeyTimeToLiveAsync(key))!.Value;
        await database.KeyDeleteAsync([key, original.List]);

        var all = Enumerable.Range(0, count).Select(_ => original.Copy(sessionId)).Prepend(original);
        foreach (var batch in all.Chunk(SessionsOfABatch))
        {
            await Task.WhenAll(batch.SelectMany(entry => new Task[]
            {
                database.StringSetAsync(entry.Key, entry.Value, lifetime),
                database.SortedSetAddAsync(entry.List, entry.Session, started),
                database.KeyExpireAsync(entry.List, lifetime),
            }));
        }
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    private async Task<(string Key, string Value)> FindAsync(IDatabase database, string sessionId)
    {
        foreach (var keys in _redis.GetServers().Single().Keys(pattern: "jwt:{*}:*", pageSize: SessionsOfABatch).Chunk(SessionsOfABatch))
        {
            var values = await database.StringGetAsync(keys);
            for (var i = 0; i < keys.Length; i++)
            {
                if ((string?)values[i] is { Length: > HeaderLength } value
                    && value.AsSpan(HeaderLength).StartsWith(sessionId + " ", StringComparison.Ordinal))
                    return (keys[i].ToString(), value);
            }
        }

        throw new InvalidOperationException("The session of the app was not found.");
    }

    private sealed record Entry(string Identity, string Session, string Value)
    {
        public string Key => $"jwt:{{{Identity}}}:{Session}";

        public string List => $"jwt:{{{Identity}}}.sessions";

        public Entry Copy(string sessionId)
        {
            var record = Value[(HeaderLength + sessionId.Length)..];
            return new Entry(
                SessionText.NewKey(), SessionText.NewKey(), Value[..HeaderLength] + SessionText.NewId(sessionId) + record);
        }
    }
}
