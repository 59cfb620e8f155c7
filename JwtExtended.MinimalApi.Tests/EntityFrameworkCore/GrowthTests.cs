using JwtExtended.MinimalApi.EntityFrameworkCore;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>What does not grow with the number of exchanges and sessions.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class GrowthTests : IAsyncDisposable
{
    private const int Many = 10_000;
    private const int Few = 10;
    private const int Page = 101;

    private readonly SqliteConnection _memory = new("Data Source=:memory:");
    private readonly SqliteFile _file = new();
    private readonly PlanRecorder _plans = new();
    private EntityFrameworkStores _stores = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        await _memory.DisposeAsync();
        _file.Dispose();
    }

    [Test]
    public async Task A_session_has_one_row_after_many_exchanges(
        [Values(DatabaseChoice.Sqlite, DatabaseChoice.Postgres)] string engine)
    {
        await CreateAsync(engine, []);
        using var store = _stores.Open();
        var exchange = Exchange("laptop", await store.StartAsync(Session("alice", "laptop")));

        for (var number = 0; number < Many; number++)
            await store.ExchangeAsync(exchange with { Number = number }, default);

        var (rows, revocations) = await _stores.WithContextAsync(async context =>
            (await context.Set<JwtSessionRow>().AsNoTracking().ToListAsync(), await context.Set<JwtRevocationRow>().CountAsync()));
        (rows.Should().ContainSingle().Subject.Number, revocations).Should().Be((Many, 0));
        if (engine == DatabaseChoice.Postgres)
        {
            var bytes = await _stores.WithContextAsync(context => context.Database.SqlQueryRaw<long>(
                "SELECT pg_total_relation_size('\"JwtSessions\"') AS \"Value\"").SingleAsync());
            await TestContext.Out.WriteLineAsync($"PostgreSQL: {bytes} bytes with indexes after {Many} exchanges");
        }
    }

    [Test]
    public async Task An_identity_with_many_sessions_costs_the_same_commands_and_plans_as_one_with_few(
        [Values(DatabaseChoice.Sqlite, DatabaseChoice.Postgres)] string engine)
    {
        await CreateAsync(engine, [.. Rows("few", Few), .. Rows("many", Many), .. Revocations()]);
        using var store = _stores.Open();

        var few = await PlansAsync(engine, store, "few");
        var many = await PlansAsync(engine, store, "many");

        await TestContext.Out.WriteLineAsync(string.Join("\n\n", many));
        many.Should().Equal(few).And.HaveCountGreaterThan(5);
        foreach (var readsOrSortsAll in new[] { "*Seq Scan*", "*Sort*", "*SCAN j*", "*SCAN Jwt*", "*TEMP B-TREE*" })
            many.Should().NotContainMatch(readsOrSortsAll);
    }

    // A login and a refresh read what they decide from and write the row; a request looks up; the limit of sessions reads the first page;
    // a list reads on.
    private Task<List<string>> PlansAsync(string engine, EntityFrameworkJwtStore<StoreContext> store, string identity) =>
        _stores.WithContextAsync(async context =>
        {
            await context.Database.OpenConnectionAsync();
            var first = await store.ListSessionsAsync(identity, null, Few / 2, default);
            // The first one writes when the store was created.
            var keys = new StoreKeys("token0", $"{identity}new", identity, "everything");
            await store.FindAsync(keys, default);
            return await _plans.OfAsync(
                context,
                engine == DatabaseChoice.Postgres ? "EXPLAIN (COSTS OFF)" : "EXPLAIN QUERY PLAN",
                async () =>
                {
                    var started = await store.StartAsync(Session(identity, $"{identity}new"));
                    await store.FindAsync(keys, default);
                    await store.ExchangeAsync(
                        Exchange($"{identity}new", started) with { IdentityKey = identity, MayStart = false }, default);
                    await store.MarkSeenAsync(identity, $"{identity}new", 1, default);
                    await store.ListSessionsAsync(identity, null, Page, default);
                    await store.ListSessionsAsync(identity, first.Next, Page, default);
                    await store.EndAsync(identity, $"{identity}0", null);
                });
        });

    private async Task CreateAsync(string engine, IEnumerable<object> rows)
    {
        await _memory.OpenAsync();
        var database = engine == DatabaseChoice.Sqlite
            ? options => options.UseSqlite(_memory)
            : await DatabaseChoice.OfAsync(engine, _file, ";Max Auto Prepare=20;No Reset On Close=true");
        _stores = new EntityFrameworkStores(options =>
        {
            database(options);
            options.AddInterceptors(_plans);
        });
        await _stores.WithContextAsync(async context =>
        {
            await context.Database.EnsureCreatedAsync();
            context.AddRange(rows);
            await context.SaveChangesAsync();
            return await context.Database.ExecuteSqlRawAsync("ANALYZE");
        });
    }

    private static IEnumerable<JwtSessionRow> Rows(string identity, int count) => Enumerable.Range(0, count).Select(i => new JwtSessionRow
    {
        SessionKey = $"{identity}{i}",
        IdentityKey = identity,
        SessionId = $"{i}",
        Data = "{}",
        Started = Now.AddMinutes(-1).ToUnixTimeMilliseconds() + i,
        Number = 0,
        Parent = -1,
        Expires = Now.AddDays(1).ToUnixTimeMilliseconds(),
    });

    // PostgreSQL reads all of a table of a few pages.
    private static IEnumerable<JwtRevocationRow> Revocations() =>
        Enumerable.Range(0, Many).Select(i => new JwtRevocationRow { Key = $"token{i}", Kind = RowKind.Revoked });

    private static NewSession Session(string identity, string key) => new()
    {
        IdentityKey = identity,
        SessionKey = key,
        EverythingKey = "everything",
        Id = key,
        NotBefore = DateTimeOffset.UnixEpoch,
        Data = "{}",
        Expires = Now.AddDays(1),
        Ends = null,
    };

    private static SessionExchange Exchange(string session, DateTimeOffset started) => new()
    {
        IdentityKey = "alice",
        SessionKey = session,
        EverythingKey = "everything",
        Number = 0,
        Started = started,
        MayStart = false,
        GraceWindow = TimeSpan.Zero,
        LostAnswerWindow = TimeSpan.Zero,
        Expires = Now.AddHours(1),
    };
}
