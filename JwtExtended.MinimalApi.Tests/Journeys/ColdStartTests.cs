using System.Net;
using JwtExtended.MinimalApi.Tests.EntityFrameworkCore;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using JwtExtended.MinimalApi.Tests.Support.Peers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>An app that has just started, in a small container: its first requests find nothing compiled and nothing connected.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class ColdStartTests : IDisposable
{
    private const double QuarterOfACore = 0.25;
    private const int Clients = 8;

    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Test]
    public async Task First_requests_of_an_app_with_a_quarter_of_a_core_are_served_and_nothing_is_logged(
        [Values(AppPeer.Redis, AppPeer.Postgres, AppPeer.MariaDb, AppPeer.Sqlite)] string store)
    {
        // Without an append-only file it would be warned of.
        await using var redis = store == AppPeer.Redis ? await RedisServer.StartAsync("--appendonly", "yes") : null;
        var connection = redis?.Connection ?? await ConnectionAsync(store);
        await using var issuer = new TestService(
            cfg => cfg.Issuer = cfg.Audience = "Peer",
            builder => builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow())));
        var known = issuer.Jwt.CreateAccessToken("alice");

        // Without what a peer, whose name is that of no assembly, cannot load.
        await using var app = await ExampleProcess.StartPeerAsync(
            store,
            connection,
            new PeerSettings { ProcessorShare = QuarterOfACore },
            "--preventHostingStartup", "true", "--Logging:LogLevel:Default", "Warning");
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => VisitAsync(app, known, $"user{client}")));

        app.Lines.Should().NotContain(line => line.StartsWith("warn:") || line.StartsWith("fail:") || line.StartsWith("crit:"));
        app.ProcessorShare.Should().BeLessThan(1.2 * QuarterOfACore);
    }

    private async Task<string> ConnectionAsync(string store) => store switch
    {
        AppPeer.Postgres => (await SharedEngines.PostgresAsync()).Connection,
        AppPeer.MariaDb => (await SharedEngines.MariaDbAsync()).Connection("processes"),
        _ => _file.Connection,
    };

    private static async Task VisitAsync(ExampleProcess app, string known, string user)
    {
        (await app.GetAsync("/me", known)).Should().BeOk("alice");
        var session = await app.LoginAsync(user);
        session = await app.PostForTokensAsync("/refresh", session.Refresh);
        (await app.GetAsync("/me", session.Access)).Should().BeOk(user);
        (await app.PostAsync("/logout", session.Access)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await app.GetAsync("/me", session.Access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }
}
