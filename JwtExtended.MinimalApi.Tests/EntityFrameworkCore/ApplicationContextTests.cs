using JwtExtended.MinimalApi.EntityFrameworkCore;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>What an application adds to all entities and to every SaveChanges of its context does not reach the store.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class ApplicationContextTests : IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Test]
    public async Task Filters_columns_and_audits_of_all_entities_leave_the_store_alone(
        [Values(DatabaseChoice.Sqlite, DatabaseChoice.Postgres, DatabaseChoice.MariaDb)] string engine, [Values] bool named)
    {
        var database = await DatabaseChoice.OfAsync(engine, _file);

        if (named)
            await ShouldWorkAsync<NamedTenantContext>(database);
        else
            await ShouldWorkAsync<TenantContext>(database);
    }

    [Test]
    public async Task Rows_that_a_filter_hides_are_cleaned_up()
    {
        await using var services = await CreateAsync<NamedTenantContext>(options => options.UseSqlite(_file.Connection));
        await ExecuteAsync(
            services,
            "INSERT INTO JwtRevocations (Key, Kind, At, Expires, TenantId, IsDeleted, ChangedBy) VALUES ('old', 3, 0, 1, 7, 1, '')");
        var contexts = new ContextSource<NamedTenantContext>(services.GetRequiredService<IServiceScopeFactory>(), TimeSpan.FromSeconds(30));
        using var store = new EntityFrameworkJwtStore<NamedTenantContext>(
            contexts, new DatabaseClock(contexts.Dialect, TimeProvider.System), TimeProvider.System, NullLogger.Instance);

        await store.CleanUp.RunAsync();

        (await ExecuteAsync(services, "DELETE FROM JwtRevocations")).Should().Be(0);
    }

    private static async Task ShouldWorkAsync<TContext>(Action<DbContextOptionsBuilder> database)
        where TContext : TenantContext
    {
        await using var tables = await CreateAsync<TContext>(database);
        await using var app = await SignedInUser.StartAsync(
            cfg => cfg.Revocation.UseEntityFrameworkCore<TContext>(), services => Add<TContext>(services, database));

        await app.ShouldSignInRefreshAndLogOutAsync();
    }

    private static async Task<ServiceProvider> CreateAsync<TContext>(Action<DbContextOptionsBuilder> database)
        where TContext : TenantContext
    {
        var services = Add<TContext>(new ServiceCollection(), database).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TContext>();
        await context.Database.EnsureCreatedAsync();
        (await context.Set<JwtRevocationRow>().CountAsync()).Should().Be(0);
        return services;
    }

    private static IServiceCollection Add<TContext>(IServiceCollection services, Action<DbContextOptionsBuilder> database)
        where TContext : TenantContext => services.AddDbContext<TContext>(options =>
    {
        database(options);
        options.AddInterceptors(new ThrowingInterceptor());
    });

    private static async Task<int> ExecuteAsync(ServiceProvider services, string sql)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<NamedTenantContext>().Database.ExecuteSqlRawAsync(sql);
    }
}
