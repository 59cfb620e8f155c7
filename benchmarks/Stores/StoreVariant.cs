using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>One way to store revocations.</summary>
internal sealed record StoreVariant(string Name)
{
    private static readonly TimeSpan Staleness = TimeSpan.FromSeconds(1);

    /// <summary>A route that does not use a store.</summary>
    public static StoreVariant None { get; } = new("no check") { SkipsCheck = true };

    public static StoreVariant Memory { get; } = new("memory");

    public bool SkipsCheck { get; private init; }

    /// <summary>Whether some look-ups do not reach the store.</summary>
    public bool IsCached { get; private init; }

    /// <summary>Chooses the store.</summary>
    public Action<RevocationOptions>? Use { get; private init; }

    /// <summary>Selects the database of the store, also for the context that fills it; <see langword="null"/> without one.</summary>
    public Action<DbContextOptionsBuilder>? Database { get; private init; }

    /// <summary>What a database does some time after many rows were added.</summary>
    public string? Settle { get; private init; }

    /// <summary>The connection string of a Redis.</summary>
    public string? RedisConnection { get; private init; }

    public static StoreVariant Redis(string connection) => new("Redis")
    {
        Use = revocation => revocation.UseRedis(connection),
        RedisConnection = connection,
    };

    public static StoreVariant CachedRedis(string connection) => new("Redis, `CacheLookups(1 s)`")
    {
        IsCached = true,
        Use = revocation =>
        {
            revocation.UseRedis(connection);
            revocation.CacheLookups(Staleness);
        },
    };

    public static StoreVariant Sqlite(string connection) => InDatabase("SQLite file", options => options.UseSqlite(connection));

    public static StoreVariant Postgres(string connection) => InDatabase(
        // Once, instead of in the background during what is measured.
        "PostgreSQL", options => options.UseNpgsql(connection), "VACUUM (ANALYZE) \"JwtSessions\"");

    public static StoreVariant MariaDb(string connection) => InDatabase(
        "MariaDB", options => options.UseMySQL(connection), "ANALYZE TABLE JwtSessions");

    public void Register(IServiceCollection services)
    {
        if (Database is not null)
            services.AddDbContextPool<StoreContext>(Database);
    }

    public async Task CreateTablesAsync(IServiceProvider services)
    {
        if (Database is null)
            return;
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<StoreContext>().Database.EnsureCreatedAsync();
    }

    /// <summary>Creates what adds many sessions to the store of an app.</summary>
    /// <returns>What adds sessions.</returns>
    public ISessionFill CreateFill(IServiceProvider services, JwtService jwt)
    {
        if (RedisConnection is not null)
            return new RedisFill(RedisConnection);
        return Database is null ? new ServiceFill(jwt) : new RowFill(services, Settle);
    }

    private static StoreVariant InDatabase(string name, Action<DbContextOptionsBuilder> database, string? settle = null) => new(name)
    {
        Use = revocation => revocation.UseEntityFrameworkCore(database),
        Database = database,
        Settle = settle,
    };
}
