using System.Diagnostics;
using System.Net;
using JwtExtended.MinimalApi.Tests.EntityFrameworkCore;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using JwtExtended.MinimalApi.Tests.Support.Peers;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>A process is killed while sessions end: every confirmed end holds afterwards.</summary>
[NonParallelizable]
public sealed class KilledStoreTests
{
    private const int Enough = 1_000;
    private const int RequestsWhileDown = 64;

    // The time limit of the store is a second; the rest is for a busy machine.
    private static readonly TimeSpan LongestResponse = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestReturn = TimeSpan.FromSeconds(30);

    [Test]
    [Category(Engine.Category)]
    public async Task Every_confirmed_logout_holds_when_Redis_is_killed_under_load()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var app = await ExampleProcess.StartPeerAsync(AppPeer.Redis, server.Connection);
        var stays = await app.LoginAsync("alice");
        var load = new LogoutLoad(app);

        await load.StartAsync(Enough);
        await server.KillAsync();
        var longest = await ShouldBeUnavailableAsync(app, [stays, .. load.Ended.Take(RequestsWhileDown - 1)]);
        await load.StopAsync();
        await server.RunAsync();
        var away = await UntilAvailableAsync(app, stays);

        var what = $"Redis, killed: {RequestsWhileDown} requests while it was down, all with a 503 response, "
            + $"the slowest after {longest.TotalMilliseconds:0} ms; available {away.TotalMilliseconds:0} ms after its restart";
        await ShouldAllBeOverAsync(app, load, what);
        await ShouldWorkAsync(app, stays);
    }

    [Test]
    public async Task Every_confirmed_logout_holds_when_the_app_on_SQLite_is_killed_under_load()
    {
        using var file = new SqliteFile();
        await using var app = await ExampleProcess.StartPeerAsync(AppPeer.Sqlite, file.Connection);
        var stays = await app.LoginAsync("alice");
        var load = new LogoutLoad(app);

        await load.StartAsync(Enough);
        await app.KillAsync();
        await load.StopAsync();
        await using var again = await ExampleProcess.StartPeerAsync(AppPeer.Sqlite, file.Connection);

        await ShouldAllBeOverAsync(again, load, "SQLite, the app killed");
        await ShouldWorkAsync(again, stays);
    }

    private static async Task ShouldAllBeOverAsync(ExampleProcess app, LogoutLoad load, string what)
    {
        var (sent, refused, accepted, other) = (0, 0, 0, 0);
        foreach (var tokens in load.Ended)
        {
            using var me = await app.GetAsync("/me", tokens.Access);
            using var refresh = await app.PostAsync("/refresh", tokens.Refresh);
            foreach (var response in new[] { me, refresh })
            {
                sent++;
                refused += response.StatusCode == HttpStatusCode.Unauthorized ? 1 : 0;
                accepted += response.IsSuccessStatusCode ? 1 : 0;
                other += response.StatusCode != HttpStatusCode.Unauthorized && !response.IsSuccessStatusCode ? 1 : 0;
            }
        }

        await TestContext.Out.WriteLineAsync(
            $"{what}. {load}. Afterwards {sent} requests with their tokens: "
            + $"{refused} refused, {accepted} wrongly accepted, {other} with another response");
        load.Ended.Should().HaveCountGreaterThanOrEqualTo(Enough);
        (accepted, other).Should().Be((0, 0));
    }

    private static async Task<TimeSpan> ShouldBeUnavailableAsync(ExampleProcess app, ExampleTokens[] sessions)
    {
        var longest = TimeSpan.Zero;
        foreach (var tokens in sessions)
        {
            var start = Stopwatch.GetTimestamp();
            using var response = await app.GetAsync("/me", tokens.Access);
            var took = Stopwatch.GetElapsedTime(start);
            longest = took > longest ? took : longest;
            response.Should().BeRefused(JwtErrorCode.StoreUnavailable);
        }

        longest.Should().BeLessThan(LongestResponse);
        return longest;
    }

    private static async Task<TimeSpan> UntilAvailableAsync(ExampleProcess app, ExampleTokens tokens)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            using var response = await app.GetAsync("/me", tokens.Access);
            var away = Stopwatch.GetElapsedTime(start);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || away > LongestReturn)
                return away;
        }
    }

    private static async Task ShouldWorkAsync(ExampleProcess app, ExampleTokens tokens)
    {
        (await app.GetAsync("/me", tokens.Access)).Should().BeOk("alice");
        var next = await app.PostForTokensAsync("/refresh", tokens.Refresh);
        (await app.PostAsync("/logout", next.Access)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await app.GetAsync("/me", next.Access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", (await app.LoginAsync("alice")).Access)).Should().BeOk("alice");
    }
}
