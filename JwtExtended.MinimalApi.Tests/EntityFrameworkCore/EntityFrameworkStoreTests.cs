using System.Transactions;
using JwtExtended.MinimalApi.EntityFrameworkCore;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>What the store does to a database, beyond its contract.</summary>
public sealed class EntityFrameworkStoreTests : IAsyncDisposable
{
    private readonly SqliteFile _file = new();
    private readonly CountingInterceptor _queries = new();
    private readonly EntityFrameworkStores _stores;
    private readonly TestService _service = new();

    public EntityFrameworkStoreTests() =>
        _stores = new EntityFrameworkStores(options => options.UseSqlite(_file.Connection).AddInterceptors(_queries));

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
    public async Task A_lookup_is_one_query([Values] bool withRecord)
    {
        using var store = _stores.Open();
        var keys = new StoreKeys(new StoreKeyFactory("issuer"), _service.Read(_service.Jwt.CreateTokenPair("alice").AccessToken))
        {
            WantsSessionRecord = withRecord,
        };
        await store.FindAsync(keys, default);
        _queries.Queries.Clear();

        await store.FindAsync(keys, default);

        _queries.Queries.Should().ContainSingle();
    }

    [Test]
    public async Task Expired_rows_are_deleted_by_the_timer_in_batches_and_the_others_stay()
    {
        var time = new FakeTimeProvider(Now);
        using var store = _stores.Open(time);
        const int expired = (2 * CleanUp<StoreContext>.BatchRows) + 1;
        await _stores.AddManyAsync(Enumerable.Range(0, expired).Select(i => ($"expired{i}", Now.AddMinutes(-1))));
        await _stores.AddManyAsync([("unexpired", Now.AddHours(1))]);
        await store.RevokeAsync("forever", null, default);
        await store.PutSessionAsync("alice", Record("old", Now.AddMinutes(-1)), default);
        await store.PutSessionAsync("alice", Record("new", Now.AddHours(1)), default);

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
            await store.RevokeAsync("token", null, default);

        (await store.TryConsumeAsync("token", null, default)).Revoked.Should().BeTrue();
    }

    [Test]
    public async Task A_failure_that_is_not_a_race_is_thrown()
    {
        using var store = _stores.Open();
        await _stores.WithContextAsync(context => context.Database.ExecuteSqlRawAsync(
            "CREATE TRIGGER Broken BEFORE INSERT ON JwtRevocations BEGIN SELECT RAISE(ABORT, 'broken'); END"));

        await FluentActions.Awaiting(() => store.RevokeAsync("token", null, default).AsTask()).Should().ThrowAsync<DbUpdateException>();
        await FluentActions.Awaiting(() => store.TryConsumeAsync("token", null, default).AsTask()).Should().ThrowAsync<DbUpdateException>();
    }

    [Test]
    public async Task The_clock_is_that_of_the_database_or_that_of_the_app_for_an_unknown_provider()
    {
        var time = new FakeTimeProvider(TestApp.Start);

        var own = await _stores.WithContextAsync(
            context => new DatabaseClock(context.Database.ProviderName, time).NowAsync(context, default).AsTask());
        var unknown = await _stores.WithContextAsync(
            context => new DatabaseClock("Some.Other.Provider", time).NowAsync(context, default).AsTask());

        RowTime.Read(own).Should().BeCloseTo(Now, TimeSpan.FromMinutes(1));
        RowTime.Read(unknown).Should().Be(TestApp.Start);
    }

    [Test]
    public void An_expiry_between_two_milliseconds_is_rounded_up()
    {
        RowTime.Expiry(DateTimeOffset.UnixEpoch.AddTicks(10_001)).Should().Be(2);
        RowTime.Expiry(DateTimeOffset.UnixEpoch.AddTicks(20_000)).Should().Be(2);
        RowTime.Expiry(null).Should().BeNull();
    }

    private static SessionRecord Record(string key, DateTimeOffset expires) =>
        new() { Key = key, Id = key, Started = Now, LastRefreshed = Now, Expires = expires };

    private WeakReference Abandon(TimeProvider time) => new(_stores.Open(time));
}
