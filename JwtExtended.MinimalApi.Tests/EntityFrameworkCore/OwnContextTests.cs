using JwtExtended.MinimalApi.EntityFrameworkCore;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>A context of the store's own.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class OwnContextTests : IDisposable
{
    private const int Starters = 4;

    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Test]
    public async Task An_application_without_a_context_of_its_own_signs_in_refreshes_and_logs_out(
        [Values(DatabaseChoice.Sqlite, DatabaseChoice.Postgres, DatabaseChoice.MariaDb)] string engine)
    {
        var database = await DatabaseChoice.OfAsync(engine, _file);
        string kept;
        await using (var app = await StartAsync(database, createTables: true))
        {
            await app.ShouldSignInRefreshAndLogOutAsync();
            kept = (await app.Jwt.StartSessionAsync("bob")).RefreshToken;
        }

        await using var again = await StartAsync(database, createTables: true);
        await again.RefreshedAsync(kept);
        await using var existing = await StartAsync(database);
        await existing.ShouldSignInRefreshAndLogOutAsync("carol");
    }

    [Test]
    public async Task Processes_that_start_at_once_create_the_tables_once(
        [Values(DatabaseChoice.Sqlite, DatabaseChoice.Postgres, DatabaseChoice.MariaDb)] string engine)
    {
        var database = await DatabaseChoice.OfAsync(engine, _file);
        var apps = await Task.WhenAll(
            Enumerable.Range(0, Starters).Select(_ => Task.Run(() => StartAsync(database, createTables: true))));

        foreach (var app in apps)
        {
            (await app.GetAsync("/me", (await app.Jwt.StartSessionAsync("alice")).AccessToken)).Should().BeOk("alice");
            app.Logs.GetSnapshot().Where(record => record.Level >= LogLevel.Warning && !IsOfHosting(record.Category!))
                .Select(record => $"{record.Message} {record.Exception}").Should().BeEmpty();
            await app.DisposeAsync();
        }

        (await CountIndexesAsync(engine, database)).Should().Be(6, "three keys, and three indexes");
    }

    [Test]
    public async Task A_table_that_is_missing_is_created_beside_those_of_the_application(
        [Values(DatabaseChoice.Sqlite, DatabaseChoice.Postgres, DatabaseChoice.MariaDb)] string engine)
    {
        var database = await DatabaseChoice.OfAsync(engine, _file);
        await using var stores = new EntityFrameworkStores(database);
        await stores.WithContextAsync(async context =>
        {
            await context.Database.EnsureCreatedAsync();
            return await context.Database.ExecuteSqlRawAsync(
                engine == DatabaseChoice.MariaDb ? "DROP TABLE JwtSessions" : "DROP TABLE \"JwtSessions\"");
        });

        await using var app = await StartAsync(database, createTables: true);

        await app.ShouldSignInRefreshAndLogOutAsync();
        (await stores.WithContextAsync(context => context.Orders.CountAsync())).Should().Be(0);
    }

    [Test]
    public async Task A_database_without_the_tables_stops_the_start_and_names_the_cure(
        [Values(DatabaseChoice.Sqlite, DatabaseChoice.Postgres, DatabaseChoice.MariaDb)] string engine)
    {
        var database = await DatabaseChoice.OfAsync(engine, _file);
        await using var stores = new EntityFrameworkStores(database);
        await stores.WithContextAsync(async context =>
        {
            await context.Database.EnsureCreatedAsync();
            return await context.Database.ExecuteSqlRawAsync(
                engine == DatabaseChoice.MariaDb ? "DROP TABLE JwtSessions" : "DROP TABLE \"JwtSessions\"");
        });

        var start = () => StartAsync(database);

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage("*no table ?JwtSessions?.*createTables: true*");
    }

    [Test]
    public async Task A_database_that_is_down_does_not_stop_the_start([Values] bool createTables)
    {
        await using var app = await StartAsync(
            options => options.UseNpgsql($"Host=127.0.0.1;Port={EngineProcess.FreePort()};Database=none;Username=nobody"), createTables);

        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeRefused(JwtErrorCode.StoreUnavailable);
    }

    [TestCase("", 20, true)]
    [TestCase(";Max Auto Prepare=7", 7, true)]
    [TestCase(";maxautoprepare=0;No Reset On Close=false", 0, false)]
    public async Task PostgreSQL_plans_a_lookup_once_unless_the_connection_string_says_otherwise(
        string settings, int maxAutoPrepare, bool noResetOnClose)
    {
        var database = await DatabaseChoice.OfAsync(DatabaseChoice.Postgres, _file, ";Maximum Pool Size=1" + settings);
        var connections = new ConnectionStrings();
        await using var app = await StartAsync(
            options =>
            {
                database(options);
                options.AddInterceptors(connections);
            },
            createTables: true);
        var session = await app.Jwt.StartSessionAsync("alice");

        await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
            (await app.GetAsync("/me", session.AccessToken)).Should().BeOk("alice")));

        var used = connections.Last!;
        var read = new NpgsqlConnectionStringBuilder(used);
        (read.MaxAutoPrepare, read.NoResetOnClose).Should().Be((maxAutoPrepare, noResetOnClose));
        await using var context = new DbContext(new DbContextOptionsBuilder().UseNpgsql(used).Options);
        (await context.Database.SqlQueryRaw<string>("SELECT statement AS \"Value\" FROM pg_prepared_statements").ToListAsync())
            .Any(static sql => sql.Contains("UNION ALL", StringComparison.Ordinal)).Should().Be(maxAutoPrepare > 0);
        await app.ShouldSignInRefreshAndLogOutAsync("bob");
    }

    [Test]
    public async Task A_data_source_of_PostgreSQL_keeps_its_settings()
    {
        var database = new DbContextOptionsBuilder();
        (await DatabaseChoice.OfAsync(DatabaseChoice.Postgres, _file))(database);
        var connection = database.Options.Extensions.OfType<RelationalOptionsExtension>().Single().ConnectionString!;
        await using var source = NpgsqlDataSource.Create(connection);
        var connections = new ConnectionStrings();
        await using var app = await StartAsync(
            options => options.UseNpgsql(source).AddInterceptors(connections), createTables: true);

        await app.ShouldSignInRefreshAndLogOutAsync("alice");

        connections.Last.Should().NotContain("Max Auto Prepare");
    }

    [Test]
    public async Task Tables_of_two_schemas_in_one_process_are_two_stores()
    {
        var database = await DatabaseChoice.OfAsync(DatabaseChoice.Postgres, _file);
        await using var one = await StartAsync(database, createTables: true, schema: "one");
        await using var two = await StartAsync(database, createTables: true, schema: "two");
        await using var none = await StartAsync(database, createTables: true);
        var session = await one.Jwt.StartSessionAsync("alice");

        await one.Jwt.RevokeAllAsync("alice");

        (await one.GetAsync("/me", session.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await two.Jwt.GetSessionsAsync("alice")).Should().BeEmpty();
        (await none.GetAsync("/me", none.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
    }

    [Test]
    public async Task Nothing_of_the_application_reaches_the_context()
    {
        var intercepted = new RecordingInterceptor();
        await using var app = await SignedInUser.StartAsync(
            cfg => cfg.Revocation.UseEntityFrameworkCore(options => options.UseSqlite(_file.Connection), createTables: true),
            services => services
                .AddSingleton<IInterceptor>(intercepted)
                .AddDbContext<TenantContext>(options => options.UseSqlite(_file.Connection).AddInterceptors(intercepted)));

        await app.ShouldSignInRefreshAndLogOutAsync();

        intercepted.Commands.Should().BeEmpty();
        app.Logs.GetSnapshot().Should().Contain(record => record.Category == "Microsoft.EntityFrameworkCore.Database.Command");
    }

    [Test]
    public async Task The_contexts_are_disposed_with_the_application()
    {
        var options = new List<DbContextOptionsBuilder>();
        var app = await StartAsync(builder => options.Add(builder.UseSqlite(_file.Connection)), createTables: true);
        var store = (EntityFrameworkJwtStore<OwnContext>)app.Jwt.Runtime.Revocation.Store.Store;

        await app.DisposeAsync();

        options.Should().ContainSingle("its contexts are pooled");
        await FluentActions.Awaiting(() => store.GetTimeAsync(default).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
    }

    private static async Task<int> CountIndexesAsync(string engine, Action<DbContextOptionsBuilder> database)
    {
        var options = new DbContextOptionsBuilder();
        database(options);
        await using var context = new DbContext(options.Options);
        return await context.Database.SqlQueryRaw<int>(engine switch
        {
            DatabaseChoice.Postgres => "SELECT COUNT(*)::int AS \"Value\" FROM pg_indexes WHERE tablename LIKE 'Jwt%'",
            DatabaseChoice.MariaDb =>
                "SELECT COUNT(DISTINCT table_name, index_name) AS Value FROM information_schema.statistics WHERE table_schema = DATABASE()",
            _ => "SELECT COUNT(*) AS Value FROM sqlite_master WHERE type = 'index' AND tbl_name LIKE 'Jwt%'",
        }).SingleAsync();
    }

    private static bool IsOfHosting(string category) => category.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal);

    private static Task<TestApp> StartAsync(
        Action<DbContextOptionsBuilder> database, bool createTables = false, string? schema = null) =>
        SignedInUser.StartAsync(cfg => cfg.Revocation.UseEntityFrameworkCore(database, createTables, schema));
}
