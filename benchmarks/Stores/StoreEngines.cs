using JwtExtended.MinimalApi.Tests.Support.Engines;

namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>The database engines of one run: those that are installed are started, a missing one is reported and skipped.</summary>
internal sealed class StoreEngines : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jwt-benchmarks-");
    private readonly List<IAsyncDisposable> _servers = [];

    /// <summary>Gets the variants to send requests to.</summary>
    public List<StoreVariant> Variants { get; } = [StoreVariant.None, StoreVariant.Memory];

    public static async Task<StoreEngines> StartAsync()
    {
        var engines = new StoreEngines();
        await engines.TryAddAsync("Redis", () => RedisServer.StartAsync("--appendonly", "yes"), static server =>
            [StoreVariant.Redis(server.Connection), StoreVariant.CachedRedis(server.Connection)]);
        engines.Variants.Add(StoreVariant.Sqlite($"Data Source={Path.Combine(engines._folder.FullName, "sessions.db")}"));
        await engines.TryAddAsync("PostgreSQL", PostgresServer.StartAsync, static server => [StoreVariant.Postgres(server.Connection)]);
        await engines.TryAddAsync("MariaDB", () => MariaDbServer.StartAsync(), static server =>
            [StoreVariant.MariaDb(server.Connection("sessions"))]);
        return engines;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task TryAddAsync<T>(string name, Func<Task<T>> start, Func<T, StoreVariant[]> variants)
        where T : IAsyncDisposable
    {
        try
        {
            var server = await start();
            _servers.Add(server);
            Variants.AddRange(variants(server));
        }
        catch (EngineMissingException e)
        {
            Console.WriteLine($"{name} {e.Message}");
        }
    }
}
