using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>Races that are expected write nothing into the log that somebody would have to look at.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class QuietRaceTests : IDisposable
{
    private const int Rounds = 20;

    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Test]
    public async Task Refreshes_and_logouts_of_two_tabs_write_no_warning(
        [Values(DatabaseChoice.Sqlite, DatabaseChoice.Postgres, DatabaseChoice.MariaDb)] string engine)
    {
        var database = await DatabaseChoice.OfAsync(engine, _file);
        await using var stores = new EntityFrameworkStores(database);
        await stores.WithContextAsync(context => context.Database.EnsureCreatedAsync());
        await using var app = await SignedInUser.StartAsync(
            cfg => cfg.Revocation.UseEntityFrameworkCore<StoreContext>(), services => services.AddDbContextPool<StoreContext>(database));
        app.Logs.Clear();

        for (var round = 0; round < Rounds; round++)
        {
            // Unrecorded sessions race to insert their row, recorded ones to update it.
            foreach (var pair in new[] { await app.Jwt.StartSessionAsync("alice"), app.Jwt.CreateTokenPair("alice") })
            {
                var successors = await Task.WhenAll(app.RefreshedAsync(pair.RefreshToken), app.RefreshedAsync(pair.RefreshToken));
                successors[0].Refresh.Should().Be(successors[1].Refresh);
                await Task.WhenAll(successors.Select(tab => app.SendAsync(HttpMethod.Post, "/logout", tab.Refresh)));
                (await app.GetAsync("/me", successors[1].Access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
            }
        }

        app.Logs.GetSnapshot().Where(record => record.Level >= LogLevel.Warning).Select(record => $"{record.Category}: {record.Message}")
            .Should().BeEmpty();
        await TestContext.Out.WriteLineAsync($"{engine}: {2 * Rounds} refreshes and logouts of two tabs, 0 lines at Warning or above");
    }
}
