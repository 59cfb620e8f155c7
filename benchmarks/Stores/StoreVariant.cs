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

    /// <summary>Chooses the store.</summary>
    public Action<RevocationOptions>? Use { get; private init; }

    /// <summary>Registers the context that the store needs; <see langword="null"/> if it needs none.</summary>
    public Action<DbContextOptionsBuilder>? Database { get; private init; }

    public static StoreVariant Redis(string connection) => new("Redis") { Use = revocation => revocation.UseRedis(connection) };

    public static StoreVariant CachedRedis(string connection) => new("Redis, `CacheLookups(1 s)`")
    {
        Use = revocation =>
        {
            revocation.UseRedis(connection);
            revocation.CacheLookups(Staleness);
        },
    };

    public static StoreVariant Sqlite(string connection) => InDatabase("SQLite file", options => options.UseSqlite(connection));

    public static StoreVariant Postgres(string connection) => InDatabase("PostgreSQL", options => options.UseNpgsql(connection));

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

    private static StoreVariant InDatabase(string name, Action<DbContextOptionsBuilder> database) => new(name)
    {
        Use = static revocation => revocation.UseEntityFrameworkCore<StoreContext>(),
        Database = database,
    };
}
