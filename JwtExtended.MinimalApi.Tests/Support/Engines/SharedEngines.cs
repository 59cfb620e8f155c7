namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>The servers that the tests share: started by the first one that asks, ended behind the last.</summary>
internal static class SharedEngines
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static RedisServer? _redis;
    private static PostgresServer? _postgres;

    public static async Task<RedisServer> RedisAsync()
    {
        await Gate.WaitAsync();
        try
        {
            return _redis ??= await RedisServer.StartAsync("--appendonly", "no");
        }
        finally
        {
            Gate.Release();
        }
    }

    public static async Task<PostgresServer> PostgresAsync()
    {
        await Gate.WaitAsync();
        try
        {
            return _postgres ??= await PostgresServer.StartAsync();
        }
        finally
        {
            Gate.Release();
        }
    }

    public static async Task StopAsync()
    {
        if (_redis is not null)
            await _redis.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }
}
