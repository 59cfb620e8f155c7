using System.Security.Cryptography;
using JwtExtended.MinimalApi.EntityFrameworkCore;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MySql.Data.MySqlClient;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>What is particular to MariaDB, beyond the contract of a store.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class MariaDbStoreTests : IAsyncDisposable
{
    private const int Deadlock = 1213;

    private readonly RecordingInterceptor _database = new();
    private EntityFrameworkStores _stores = null!;
    private string _connection = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [SetUp]
    public async Task CreateAsync()
    {
        _connection = (await SharedEngines.MariaDbAsync()).Connection($"store_{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        _stores = new EntityFrameworkStores(options => options.UseMySQL(_connection).AddInterceptors(_database));
        await _stores.WithContextAsync(context => context.Database.EnsureCreatedAsync());
    }

    [Test]
    public async Task A_column_of_keys_that_ignores_case_is_refused(
        [Values("JwtRevocations.Key", "JwtRevocations.ExceptSession", "JwtSessions.SessionKey", "JwtSessions.IdentityKey")] string column)
    {
        using var store = _stores.Open();
        var (table, name) = (column.Split('.')[0], column.Split('.')[1]);
        await ExecuteAsync($"ALTER TABLE {table} MODIFY `{name}` varchar(128) COLLATE utf8mb4_general_ci");

        var refused = () => store.TryUseAsync("key", null, default).AsTask();

        await refused.Should().ThrowAsync<OptionsValidationException>()
            .WithMessage($"*upper and lower case in {column}:*AddJwtSessions(collation: \"utf8mb4_bin\")*migration.");
        await ExecuteAsync($"ALTER TABLE {table} MODIFY `{name}` varchar(128) COLLATE utf8mb4_bin");
        (await store.TryUseAsync("key", null, default)).Should().BeTrue("it is checked again");
    }

    [Test]
    public async Task An_application_whose_database_is_not_safe_does_not_start()
    {
        await ExecuteAsync("ALTER TABLE JwtSessions MODIFY SessionKey varchar(128) COLLATE utf8mb4_general_ci");

        var start = () => TestApp.StartAsync(
            _ => { },
            cfg => cfg.Revocation.UseEntityFrameworkCore<StoreContext>(),
            builder => builder.Services.AddDbContext<StoreContext>(options => options.UseMySQL($"{_connection};UseAffectedRows=true")));

        (await start.Should().ThrowAsync<OptionsValidationException>())
            .Which.Failures.Should().HaveCount(2).And.ContainMatch("*UseAffectedRows*").And.ContainMatch("*JwtSessions.SessionKey*");
    }

    [TestCase("UseAffectedRows=true", true)]
    [TestCase("Use Affected Rows=yes", true)]
    [TestCase("UseAffectedRows=false", false)]
    public async Task Counts_of_changed_rows_are_refused(string setting, bool isRefused)
    {
        await using var stores = new EntityFrameworkStores(options => options.UseMySQL($"{_connection};{setting}"));
        using var store = stores.Open();

        var use = () => store.TryUseAsync("key", null, default).AsTask();

        if (isRefused)
            await use.Should().ThrowAsync<OptionsValidationException>().WithMessage("*StoreContext sets UseAffectedRows*Remove*");
        else
            await use.Should().NotThrowAsync();
    }

    [Test]
    public async Task A_write_that_changes_no_value_is_no_lost_race()
    {
        using var store = _stores.Open();
        await store.RevokeTokenAsync("token", Now.AddHours(1), default);
        _database.Commands.Clear();

        await store.RevokeTokenAsync("token", Now.AddMinutes(1), default);

        _database.Commands.Should().HaveCount(2, "it read the clock and wrote once");
    }

    [Test]
    public async Task Racing_inserts_are_no_failed_commands()
    {
        using var store = _stores.Open();
        using var other = _stores.Open();

        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(async () =>
        {
            var either = i % 2 == 0 ? store : other;
            await either.ExchangeAsync(Exchange("laptop", Now.AddMinutes(-1)), default);
            await either.TryUseAsync("key", null, default);
            await either.RevokeTokenAsync("token", null, default);
            await either.RevokeUpToAsync(new InstantRevocation { Key = "alice", NotBefore = Now, Expires = Now.AddHours(1) }, default);
        })));

        _database.Failures.Should().BeEmpty();
    }

    [Test]
    public async Task A_deadlock_with_the_application_is_tried_again()
    {
        using var store = _stores.Open();
        var started = Now.AddMinutes(-1);
        await store.ExchangeAsync(Exchange("laptop", started), default);
        await using var connection = new MySqlConnection(_connection);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // The database ends the transaction that has written less.
        await ExecuteAsync(connection, "INSERT INTO Orders (Item) VALUES ('a'), ('b'), ('c')");
        await ExecuteAsync(connection, "INSERT INTO JwtRevocations (`Key`, Kind, At) VALUES ('alice', 1, 0)");

        var exchange = Task.Run(() => store.ExchangeAsync(Exchange("laptop", started) with { Number = 1 }, default).AsTask());
        await WaitForLockAsync();
        await ExecuteAsync(connection, "UPDATE JwtSessions SET Data = 'locked'");
        await transaction.CommitAsync();

        (await exchange).Outcome.Should().Be(ExchangeOutcome.Advanced);
        _database.Failures.Should().ContainSingle().Which.Should().BeOfType<MySqlException>().Which.Number.Should().Be(Deadlock);
    }

    [Test]
    public async Task A_call_that_waits_for_a_connection_does_not_block_its_caller()
    {
        var connection = $"{_connection};Maximum Pool Size=1";
        await using var stores = new EntityFrameworkStores(options => options.UseMySQL(connection));
        using var store = stores.Open();
        await using var held = new MySqlConnection(connection);
        await held.OpenAsync();

        var call = store.GetTimeAsync(default).AsTask();
        var isWaiting = !call.IsCompleted;
        await held.CloseAsync();

        isWaiting.Should().BeTrue();
        RowTime.Read((await call).ToUnixTimeMilliseconds()).Should().BeCloseTo(Now, TimeSpan.FromMinutes(1));
    }

    [Test]
    public async Task A_key_that_does_not_fit_is_not_truncated([Values(129, 200)] int length)
    {
        using var store = _stores.Open();

        var use = () => store.TryUseAsync(new string('k', length), null, default).AsTask();

        await use.Should().ThrowAsync<ArgumentException>();
        (await _stores.WithContextAsync(context => context.Set<JwtRevocationRow>().CountAsync())).Should().Be(0);
    }

    [Test]
    public async Task Expired_rows_are_deleted_in_batches_and_the_others_stay()
    {
        var time = new FakeTimeProvider(Now);
        using var store = _stores.Open(time);
        const int expired = (2 * CleanUp<StoreContext>.BatchRows) + 1;
        await _stores.AddManyAsync(Enumerable.Range(0, expired).Select(i => ($"expired{i}", Now.AddMinutes(-1))));
        await _stores.AddManyAsync([("unexpired", Now.AddHours(1))]);
        await store.ExchangeAsync(Exchange("old", Now.AddDays(-9)) with { Expires = Now.AddDays(-2) }, default);
        await store.ExchangeAsync(Exchange("new", Now.AddMinutes(-1)), default);

        time.Advance(TimeSpan.FromMinutes(5));
        await store.CleanUp.LastRun;

        var keys = await _stores.WithContextAsync(context => context.Set<JwtRevocationRow>().Select(row => row.Key).ToListAsync());
        var sessions = await _stores.WithContextAsync(context => context.Set<JwtSessionRow>().Select(row => row.SessionKey).ToListAsync());
        keys.Should().BeEquivalentTo("unexpired");
        sessions.Should().BeEquivalentTo("new");
    }

    private static SessionExchange Exchange(string session, DateTimeOffset started) => new()
    {
        IdentityKey = "alice",
        SessionKey = session,
        EverythingKey = "everything",
        Number = 0,
        Started = started,
        MayStart = true,
        GraceWindow = TimeSpan.FromHours(1),
        LostAnswerWindow = TimeSpan.FromHours(1),
        Expires = Now.AddHours(1),
    };

    private static async Task ExecuteAsync(MySqlConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private Task<int> ExecuteAsync(string sql) => _stores.WithContextAsync(context => context.Database.ExecuteSqlRawAsync(sql));

    private Task<int> WaitForLockAsync() => _stores.WithContextAsync(async context =>
    {
        const string waiting =
            "SELECT VARIABLE_VALUE AS Value FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'INNODB_ROW_LOCK_CURRENT_WAITS'";
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        int count;
        while ((count = await context.Database.SqlQueryRaw<int>(waiting).SingleAsync(limit.Token)) == 0)
            await Task.Yield();
        return count;
    });
}
