using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>The servers that the tests share: started on first use, and ended after the last test.</summary>
internal static class SharedEngines
{
    private static readonly SemaphoreSlim StartLock = new(1);
    private static RedisServer? _redis;
    private static RedisServer? _cluster;
    private static PostgresServer? _postgres;
    private static MariaDbServer? _mariaDb;

    public static Task<RedisServer> RedisAsync() =>
        OnceAsync(() => _redis, () => RedisServer.StartAsync("--appendonly", "no"), server => _redis = server);

    /// <summary>A cluster of one node, which has every slot.</summary>
    public static Task<RedisServer> RedisClusterAsync() => OnceAsync(() => _cluster, StartClusterAsync, server => _cluster = server);

    public static Task<PostgresServer> PostgresAsync() =>
        OnceAsync(() => _postgres, PostgresServer.StartAsync, server => _postgres = server);

    public static Task<MariaDbServer> MariaDbAsync() =>
        OnceAsync(() => _mariaDb, () => MariaDbServer.StartAsync(), server => _mariaDb = server);

    public static async Task StopAsync()
    {
        foreach (var server in new IAsyncDisposable?[] { _redis, _cluster, _postgres, _mariaDb })
        {
            if (server is not null)
                await server.DisposeAsync();
        }
    }

    private static async Task<RedisServer> StartClusterAsync()
    {
        var server = await RedisServer.StartAsync("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1");
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Connection + ",allowAdmin=true");
            var node = connection.GetServers().First(node => node.IsConnected);
            await node.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", 0, 16383);
            while (!((string)(await node.ExecuteAsync("CLUSTER", "INFO"))!).Contains("cluster_state:ok", StringComparison.Ordinal))
                await Task.Yield();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
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
