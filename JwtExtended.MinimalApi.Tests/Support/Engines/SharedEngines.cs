namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>The servers that the tests share: started on first use, and ended after the last test.</summary>
internal static class SharedEngines
{
    private static readonly SemaphoreSlim StartLock = new(1);
    private static RedisServer? _redis;
    private static RedisCluster? _cluster;
    private static RedisCluster? _clusterOfOne;
    private static PostgresServer? _postgres;
    private static MariaDbServer? _mariaDb;

    public static Task<RedisServer> RedisAsync() =>
        OnceAsync(() => _redis, () => RedisServer.StartAsync("--appendonly", "no"), server => _redis = server);

    /// <summary>A cluster of three nodes.</summary>
    public static Task<RedisCluster> RedisClusterAsync() =>
        OnceAsync(() => _cluster, () => RedisCluster.StartAsync(3), cluster => _cluster = cluster);

    /// <summary>A cluster of one node, which has every slot.</summary>
    public static Task<RedisCluster> RedisClusterOfOneAsync() =>
        OnceAsync(() => _clusterOfOne, () => RedisCluster.StartAsync(1), cluster => _clusterOfOne = cluster);

    public static Task<PostgresServer> PostgresAsync() =>
        OnceAsync(() => _postgres, PostgresServer.StartAsync, server => _postgres = server);

    public static Task<MariaDbServer> MariaDbAsync() =>
        OnceAsync(() => _mariaDb, () => MariaDbServer.StartAsync(), server => _mariaDb = server);

    public static async Task StopAsync()
    {
        foreach (var server in new IAsyncDisposable?[] { _redis, _cluster, _clusterOfOne, _postgres, _mariaDb })
        {
            if (server is not null)
                await server.DisposeAsync();
        }
    }

    private static async Task<T> OnceAsync<T>(Func<T?> get, Func<Task<T>> start, Action<T> set)
        where T : class
    {
        await StartLock.WaitAsync();
        try
        {
            if (get() is { } running)
                return running;
            var started = await start();
            set(started);
            return started;
        }
        finally
        {
            StartLock.Release();
        }
    }
}
