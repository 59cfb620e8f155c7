using JwtExtended.MinimalApi.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>The SQL for databases that the store knows, and for others, where an insert that lost a race is a failed command.</summary>
public sealed class DialectTests : IAsyncDisposable
{
    private readonly SqliteFile _file = new();
    private readonly EntityFrameworkStores _stores;

    public DialectTests() => _stores = new EntityFrameworkStores(options => options.UseSqlite(_file.Connection));

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        _file.Dispose();
    }

    [SetUp]
    public Task CreateAsync() => _stores.WithContextAsync(context => context.Database.EnsureCreatedAsync());

    [Test]
    public async Task Of_many_racers_one_uses_a_key_in_an_unknown_database()
    {
        using var store = _stores.Open(dialect: Dialect.Standard);
        using var other = _stores.Open(dialect: Dialect.Standard);

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(
            i => Task.Run(() => (i % 2 == 0 ? store : other).TryUseAsync("key", null, default).AsTask())));

        results.Count(used => used).Should().Be(1);
    }

    [Test]
    public async Task A_failure_that_is_not_a_race_is_thrown_for_an_unknown_database()
    {
        using var store = _stores.Open(dialect: Dialect.Standard);
        await _stores.WithContextAsync(context => context.Database.ExecuteSqlRawAsync(
            "CREATE TRIGGER Broken BEFORE INSERT ON JwtRevocations BEGIN SELECT RAISE(ABORT, 'broken'); END"));

        await FluentActions.Awaiting(() => store.TryUseAsync("token", null, default).AsTask()).Should().ThrowAsync<SqliteException>();
    }

    [Test]
    public async Task A_key_that_does_not_fit_into_its_column_is_refused()
    {
        using var store = _stores.Open();

        await FluentActions.Awaiting(() => store.TryUseAsync(new string('k', 129), null, default).AsTask())
            .Should().ThrowAsync<ArgumentException>().WithMessage("*JwtRevocations.Key has 129 characters; the column has 128.");
        await FluentActions.Awaiting(() => store.RevokeTokenAsync("kéy", null, default).AsTask())
            .Should().ThrowAsync<ArgumentException>().WithMessage("*JwtRevocations.Key has characters outside ASCII.*");
    }

    [TestCase("Microsoft.EntityFrameworkCore.Sqlite")]
    [TestCase("Npgsql.EntityFrameworkCore.PostgreSQL")]
    [TestCase("MySql.EntityFrameworkCore")]
    [TestCase("Pomelo.EntityFrameworkCore.MySql")]
    [TestCase("Microting.EntityFrameworkCore.MySql")]
    public void A_provider_that_is_known_has_a_clock_and_silent_inserts(string provider)
    {
        var dialect = Dialect.Of(provider);

        (dialect.Clock is not null, dialect.KeepsPresentRows).Should().Be((true, true));
    }
}
