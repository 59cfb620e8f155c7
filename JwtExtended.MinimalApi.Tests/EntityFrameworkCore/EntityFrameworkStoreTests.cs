using System.Text.RegularExpressions;
using System.Transactions;
using JwtExtended.MinimalApi.EntityFrameworkCore;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>What the store does to a database, beyond its contract.</summary>
public sealed partial class EntityFrameworkStoreTests : IAsyncDisposable
{
    private readonly SqliteFile _file = new();
    private readonly RecordingInterceptor _database = new();
    private readonly EntityFrameworkStores _stores;
    private readonly TestService _service = new();

    public EntityFrameworkStoreTests() =>
        _stores = new EntityFrameworkStores(options => options.UseSqlite(_file.Connection).AddInterceptors(_database));

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _stores.DisposeAsync();
        _file.Dispose();
    }

    [SetUp]
    public Task CreateAsync() => _stores.WithContextAsync(async context =>
    {
        await context.Database.MigrateAsync();
        return context.Database.HasPendingModelChanges().Should().BeFalse("the migration is what the model says");
    });

    [Test]
    public async Task A_lookup_is_one_query()
    {
        using var store = _stores.Open();
        var keys = new StoreKeys(new StoreKeyFactory("issuer"), _service.Read(_service.Jwt.CreateTokenPair("alice").AccessToken));
        await store.FindAsync(keys, default);
        _database.Commands.Clear();

        await store.FindAsync(keys, default);

        _database.Commands.Should().ContainSingle();
    }

    [Test]
    public async Task Each_operation_is_one_read_and_at_most_one_conditional_write()
    {
        using var store = _stores.Open();
        var started = await store.StartAsync(Session("laptop"));
        var advance = Exchange("laptop", started) with { GraceWindow = TimeSpan.Zero };

        (await CommandsAsync(() => store.ExchangeAsync(advance, default))).Should().Equal("SELECT", "UPDATE");
        (await CommandsAsync(() => store.ExchangeAsync(advance with { GraceWindow = Hour }, default))).Should().Equal("SELECT", "UPDATE");
        (await CommandsAsync(() => store.MarkSeenAsync("alice", "laptop", 1, default))).Should().Equal("UPDATE");
        (await CommandsAsync(() => store.ExchangeAsync(advance with { GraceWindow = Hour }, default))).Should().Equal("SELECT");
        (await CommandsAsync(() => store.EndAsync("alice", "laptop", null))).Should().Equal("SELECT", "UPDATE");
        (await CommandsAsync(() => store.ExchangeAsync(advance, default))).Should().Equal("SELECT");
        (await CommandsAsync(() => store.EndAsync("alice", "unknown", null))).Should().Equal("SELECT", "INSERT");
        (await CommandsAsync(() => store.TryUseAsync("key", null, default))).Should().Equal("SELECT", "INSERT");
        (await CommandsAsync(() => store.TryUseAsync("key", null, default))).Should().Equal("SELECT");
        (await CommandsAsync(() => store.RevokeUpToAsync(UpTo("alice"), default))).Should().Equal("SELECT", "INSERT");
        (await CommandsAsync(() => store.RevokeUpToAsync(UpTo("alice"), default))).Should().Equal("SELECT", "UPDATE");
    }

    [Test]
    public async Task A_session_has_one_row_and_the_same_size_after_many_exchanges()
    {
        using var store = _stores.Open();
        var exchange = Exchange("laptop", await store.StartAsync(Session("laptop"))) with { GraceWindow = TimeSpan.Zero };
        await store.ExchangeAsync(exchange, default);
        var pages = await PagesAsync();

        for (var number = 1; number < 300; number++)
            await store.ExchangeAsync(exchange with { Number = number, Expires = Now.AddHours(1) }, default);

        var row = await _stores.WithContextAsync(context => context.Set<JwtSessionRow>().SingleAsync());
        (row.Number, await PagesAsync()).Should().Be((300, pages));
        (await _stores.WithContextAsync(context => context.Set<JwtRevocationRow>().CountAsync())).Should().Be(0);
    }

    [Test]
    public async Task What_another_process_advanced_in_between_is_decided_again()
    {
        using var store = _stores.Open();
        using var other = _stores.Open();
        var exchange = Exchange("laptop", await store.StartAsync(Session("laptop")));
        ExchangeResult? first = null;
        BeforeNextWrite(async () => first = await other.ExchangeAsync(exchange with { GraceWindow = TimeSpan.Zero }, default));

        var second = await store.ExchangeAsync(exchange with { GraceWindow = TimeSpan.Zero, LostAnswerWindow = Hour }, default);

        first!.Value.Outcome.Should().Be(ExchangeOutcome.Advanced);
        second.Should().Be(new ExchangeResult(ExchangeOutcome.Reissued, 2, second.At));
    }

    [Test]
    public async Task What_another_process_ended_or_revoked_in_between_is_not_exchanged(
        [Values] bool recorded, [Values("end", "identity", "everything")] string by)
    {
        using var store = _stores.Open();
        using var other = _stores.Open();
        var started = recorded ? await store.StartAsync(Session("laptop")) : Now.AddMinutes(-1);
        BeforeNextWrite(async () => _ = by == "end"
            ? await other.EndAsync("alice", "laptop", null)
            : await other.RevokeUpToAsync(UpTo(by == "identity" ? "alice" : "everything"), default) is not null);

        var result = await store.ExchangeAsync(Exchange("laptop", started) with { GraceWindow = TimeSpan.Zero }, default);

        result.Should().Be(new ExchangeResult(ExchangeOutcome.Revoked));
    }

    [TestCase("reuse")]
    [TestCase("end")]
    [TestCase(null)]
    public async Task A_session_does_not_go_on_for_one_that_ended_in_between(string? how)
    {
        using var store = _stores.Open();
        using var other = _stores.Open();
        // Further ahead than an end moves it, as after everything was revoked: an end changes nothing but that it has ended.
        var started = await store.StartAsync(Session("laptop") with { NotBefore = Now.AddSeconds(15) });
        var exchange = Exchange("laptop", started) with { GraceWindow = TimeSpan.Zero, LostAnswerWindow = TimeSpan.Zero };
        await store.ExchangeAsync(exchange, default);
        ExchangeResult? reuse = null;
        if (how is not null)
        {
            BeforeNextWrite(async () => _ = how == "end"
                ? await other.EndAsync("alice", "laptop", null)
                : (reuse = await other.ExchangeAsync(exchange, default)) is not null);
        }

        var next = await store.StartSessionAsync(Session("laptop") with { Continues = started }, default);

        (reuse?.Outcome).Should().Be(how == "reuse" ? ExchangeOutcome.Reused : null);
        next.HasValue.Should().Be(how is null);
        (await store.ListSessionsAsync("alice", null, 9, default)).Records.Should().HaveCount(how is null ? 1 : 0);
    }

    [Test]
    public async Task A_session_that_was_handed_out_in_between_is_handed_out_again_by_the_same_write()
    {
        using var store = _stores.Open();
        using var other = _stores.Open();
        var exchange = Exchange("laptop", await store.StartAsync(Session("laptop")));
        await store.ExchangeAsync(exchange with { GraceWindow = TimeSpan.Zero }, default);
        await other.GetTimeAsync(default);
        BeforeNextWrite(async () => await other.ExchangeAsync(exchange with { Expires = Now.AddDays(9) }, default));
        _database.Commands.Clear();

        var result = await store.ExchangeAsync(exchange, default);

        result.Outcome.Should().Be(ExchangeOutcome.Again);
        _database.Commands.Should().HaveCount(4, "both read once and wrote once");
        var row = await _stores.WithContextAsync(context => context.Set<JwtSessionRow>().SingleAsync());
        row.Expires.Should().BeGreaterThan(Now.AddDays(8).ToUnixTimeMilliseconds(), "the later expiry counts");
    }

    [Test]
    public async Task A_row_that_is_different_at_every_attempt_is_an_exception()
    {
        using var store = _stores.Open();
        var exchange = Exchange("laptop", await store.StartAsync(Session("laptop")));
        await using var connection = new SqliteConnection(_file.Connection);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE JwtSessions SET HandedOut = HandedOut - 1";
        _database.BeforeWrite = () => command.ExecuteNonQueryAsync();

        var act = () => store.ExchangeAsync(exchange with { GraceWindow = TimeSpan.Zero }, default).AsTask();

        (await act.Should().ThrowAsync<DbUpdateConcurrencyException>()).WithMessage("*exchange a refresh token*Try again.");
        var row = await _stores.WithContextAsync(context => context.Set<JwtSessionRow>().SingleAsync());
        row.Number.Should().Be(0);
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
            await either.RevokeUpToAsync(UpTo("alice"), default);
        })));

        _database.Failures.Should().BeEmpty();
    }

    [Test]
    public async Task An_entry_that_has_expired_is_replaced_without_its_record()
    {
        using var store = _stores.Open();
        await store.StartAsync(Session("laptop") with { Expires = Now.AddMinutes(-1) });
        await store.StartAsync(Session("phone") with { Expires = Now.AddMinutes(-1) });
        var started = Now.AddMinutes(-10);

        var exchanged = await store.ExchangeAsync(Exchange("laptop", started), default);
        var ended = await store.EndAsync("alice", "phone", null);

        (exchanged.Outcome, exchanged.Number, ended).Should().Be((ExchangeOutcome.Advanced, 1, false));
        var rows = await _stores.WithContextAsync(
            context => context.Set<JwtSessionRow>().OrderBy(row => row.SessionKey).AsNoTracking().ToListAsync());
        rows.Select(row => (row.SessionKey, row.Number, row.Revoked, row.SessionId, row.IdentityKey, row.Data)).Should().Equal(
            ("laptop", 1, false, null, null, null), ("phone", 0, true, null, null, null));
        rows[0].Started.Should().Be(started.ToUnixTimeMilliseconds());
    }

    [Test]
    public async Task A_page_is_read_in_the_order_of_its_index([Values] bool first)
    {
        using var store = _stores.Open();
        await store.StartAsync(Session("laptop"));
        await store.StartAsync(Session("phone"));
        var page = await store.ListSessionsAsync("alice", null, 1, default);
        if (!first)
            await store.ListSessionsAsync("alice", page.Next, 1, default);

        var plan = await PlanAsync(_database.Commands.Last());

        plan.Should().ContainSingle().Which.Should().Contain("USING INDEX IX_JwtSessions_IdentityKey_Started_SessionKey (IdentityKey=?");
    }

    [Test]
    public async Task What_is_no_position_of_a_page_is_refused([Values("", "x", "12", "x key")] string after)
    {
        using var store = _stores.Open();

        await FluentActions.Awaiting(() => store.ListSessionsAsync("alice", after, 10, default).AsTask())
            .Should().ThrowAsync<FormatException>();
    }

    [Test]
    public async Task Expired_rows_are_deleted_by_the_timer_in_batches_and_the_others_stay()
    {
        var time = new FakeTimeProvider(Now);
        using var store = _stores.Open(time);
        const int expired = (2 * CleanUp<StoreContext>.BatchRows) + 1;
        await _stores.AddManyAsync(Enumerable.Range(0, expired).Select(i => ($"expired{i}", Now.AddMinutes(-1))));
        await _stores.AddManyAsync([("unexpired", Now.AddHours(1))]);
        await store.RevokeTokenAsync("forever", null, default);
        await store.StartAsync(Session("old") with { Expires = Now.AddDays(-1) });
        await store.StartAsync(Session("new"));

        time.Advance(TimeSpan.FromMinutes(5));
        await store.CleanUp.LastRun;

        var keys = await _stores.WithContextAsync(context => context.Set<JwtRevocationRow>().Select(row => row.Key).ToListAsync());
        var sessions = await _stores.WithContextAsync(context => context.Set<JwtSessionRow>().Select(row => row.SessionKey).ToListAsync());
        keys.Should().BeEquivalentTo("unexpired", "forever");
        sessions.Should().BeEquivalentTo("new");
    }

    [Test]
    public async Task A_clean_up_that_fails_runs_again()
    {
        var time = new FakeTimeProvider(Now);
        using var store = _stores.Open(time);
        await _stores.WithContextAsync(context => context.Database.EnsureDeletedAsync());
        time.Advance(TimeSpan.FromMinutes(5));
        await store.CleanUp.LastRun;

        await _stores.WithContextAsync(context => context.Database.MigrateAsync().ContinueWith(_ => true, TaskScheduler.Default));
        await _stores.AddManyAsync([("expired", Now.AddMinutes(-1))]);
        time.Advance(TimeSpan.FromMinutes(5));
        await store.CleanUp.LastRun;

        (await _stores.WithContextAsync(context => context.Set<JwtRevocationRow>().CountAsync())).Should().Be(0);
    }

    [Test]
    public void An_unreferenced_store_is_collected_although_its_timer_runs()
    {
        var time = new FakeTimeProvider(Now);
        var weak = Abandon(time);

        for (var i = 0; i < 10 && weak.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        weak.IsAlive.Should().BeFalse();
        time.Advance(TimeSpan.FromMinutes(5));
    }

    [Test]
    public async Task A_rolled_back_transaction_of_the_caller_does_not_undo_a_revocation()
    {
        using var store = _stores.Open();

        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
            await store.RevokeTokenAsync("token", null, default);

        (await store.FindAsync(new StoreKeys("token", null, "alice", "everything"), default)).TokenRevoked.Should().BeTrue();
    }

    [Test]
    public async Task A_failure_that_is_not_a_race_is_thrown()
    {
        using var store = _stores.Open();
        await _stores.WithContextAsync(context => context.Database.ExecuteSqlRawAsync(
            "CREATE TRIGGER Broken BEFORE INSERT ON JwtRevocations BEGIN SELECT RAISE(ABORT, 'broken'); END"));

        await FluentActions.Awaiting(() => store.RevokeTokenAsync("token", null, default).AsTask()).Should().ThrowAsync<SqliteException>();
        await FluentActions.Awaiting(() => store.TryUseAsync("token", null, default).AsTask()).Should().ThrowAsync<SqliteException>();
    }

    [Test]
    public async Task The_clock_is_that_of_the_database_or_that_of_the_app_for_an_unknown_provider()
    {
        var time = new FakeTimeProvider(TestApp.Start);

        var own = await _stores.WithContextAsync(
            context => new DatabaseClock(Dialect.Of(context.Database.ProviderName), time).NowAsync(context, default).AsTask());
        var unknown = await _stores.WithContextAsync(
            context => new DatabaseClock(Dialect.Of("Some.Other.Provider"), time).NowAsync(context, default).AsTask());

        RowTime.Read(own).Should().BeCloseTo(Now, TimeSpan.FromMinutes(1));
        RowTime.Read(unknown).Should().Be(TestApp.Start);
    }

    [Test]
    public void An_expiry_between_two_milliseconds_is_rounded_up()
    {
        RowTime.Expiry(DateTimeOffset.UnixEpoch.AddTicks(10_001)).Should().Be(2);
        RowTime.Expiry(DateTimeOffset.UnixEpoch.AddTicks(20_000)).Should().Be(2);
        RowTime.Expiry(DateTimeOffset.MaxValue).Should().Be(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
        RowTime.Expiry(null).Should().BeNull();
    }

    [TestCase(null, null)]
    [TestCase(0L, 0)]
    [TestCase(1L, 1)]
    [TestCase(RowTime.MillisecondsPerDay, 1)]
    [TestCase(RowTime.MillisecondsPerDay + 1, 2)]
    public void A_session_is_deleted_on_the_day_after_its_expiry(long? expires, int? day) => RowTime.Day(expires).Should().Be(day);

    private static NewSession Session(string id) => new()
    {
        IdentityKey = "alice",
        SessionKey = id,
        EverythingKey = "everything",
        Id = id,
        NotBefore = DateTimeOffset.UnixEpoch,
        Data = $"data of {id}",
        Expires = Now.AddHours(1),
        Ends = null,
    };

    private static SessionExchange Exchange(string session, DateTimeOffset started) => new()
    {
        IdentityKey = "alice",
        SessionKey = session,
        EverythingKey = "everything",
        Number = 0,
        Started = started,
        MayStart = true,
        GraceWindow = Hour,
        LostAnswerWindow = Hour,
        Expires = Now.AddHours(1),
    };

    private static InstantRevocation UpTo(string key) => new() { Key = key, NotBefore = Now, Expires = Now.AddHours(1) };

    // The hook runs before the next write, and not before the writes that it makes.
    private void BeforeNextWrite(Func<Task> hook) => _database.BeforeWrite = () =>
    {
        _database.BeforeWrite = null;
        return hook();
    };

    private async Task<List<string>> CommandsAsync<T>(Func<ValueTask<T>> call)
    {
        _database.Commands.Clear();
        await call();
        return [.. _database.Commands.Select(command => command.Split(' ', '\n')[0])];
    }

    private Task<List<string>> CommandsAsync(Func<ValueTask> call) => CommandsAsync(async () =>
    {
        await call();
        return true;
    });

    private Task<long> PagesAsync() => _stores.WithContextAsync(
        context => context.Database.SqlQueryRaw<long>("SELECT page_count AS Value FROM pragma_page_count").SingleAsync());

    private async Task<List<string>> PlanAsync(string query)
    {
        await using var connection = new SqliteConnection(_file.Connection);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {query}";
        foreach (var name in ParameterName().Matches(query).Select(match => match.Value).Distinct())
            command.Parameters.AddWithValue(name, 1);
        await using var reader = await command.ExecuteReaderAsync();
        var steps = new List<string>();
        while (await reader.ReadAsync())
            steps.Add(reader.GetString(3));
        return steps;
    }

    [GeneratedRegex("@[A-Za-z_0-9]+")]
    private static partial Regex ParameterName();

    private WeakReference Abandon(TimeProvider time) => new(_stores.Open(time));
}
