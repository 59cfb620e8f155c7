using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using JwtExtended.MinimalApi.Tests.EntityFrameworkCore;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using JwtExtended.MinimalApi.Tests.Support.Peers;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Journeys;

/// <summary>Two processes, each with an app, on one store.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class SeveralProcessesTests : IDisposable
{
    private const int Racers = 64;

    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Test]
    public async Task What_one_process_ends_the_other_refuses_at_its_next_request()
    {
        await using var server = await RedisServer.StartAsync();
        await using var a = await StartAsync(AppPeer.Redis, server.Connection);
        await using var b = await StartAsync(AppPeer.Redis, server.Connection);
        var (loggedOut, ended, other) = (await a.LoginAsync("alice"), await a.LoginAsync("alice"), await a.LoginAsync("alice"));
        foreach (var tokens in new[] { loggedOut, ended, other })
            (await b.GetAsync("/me", tokens.Access)).Should().BeOk("alice");

        await ShouldBeDoneAsync(a.PostAsync("/logout", loggedOut.Access));
        await ShouldBeOverAsync(b, loggedOut);
        await ShouldBeDoneAsync(a.SendAsync(HttpMethod.Delete, "/devices/current", ended.Access));
        await ShouldBeOverAsync(b, ended);

        (await b.GetAsync("/me", other.Access)).Should().BeOk("alice");
        await b.PostForTokensAsync("/refresh", other.Refresh);
    }

    [Test]
    public async Task A_lost_response_is_made_up_for_by_another_process_and_after_a_restart(
        [Values(AppPeer.Redis, AppPeer.Postgres, AppPeer.Sqlite)] string store, [Values("/login", "/login/unrecorded")] string login)
    {
        var connection = await ConnectionAsync(store);
        string[] options = ["--Jwt:Revocation:Timeout", "00:00:30", "--Jwt:Rotation:GraceWindow", "00:00:00"];
        ExampleTokens session, lost;
        await using (var a = await StartAsync(store, connection, options))
        {
            session = await a.PostForTokensAsync(login, body: new { username = "alice" });
            lost = await a.PostForTokensAsync("/refresh", session.Refresh);
            await using var b = await StartAsync(store, connection, options);
            await b.PostForTokensAsync("/refresh", session.Refresh);
            await a.KillAsync();
            await b.KillAsync();
        }

        await using var restarted = await StartAsync(store, connection, options);
        var received = await restarted.PostForTokensAsync("/refresh", session.Refresh);

        (await restarted.GetAsync("/me", received.Access)).Should().BeOk("alice");
        (await restarted.PostAsync("/refresh", lost.Refresh)).Should().BeRefused(JwtErrorCode.RefreshReused);
        (await restarted.GetAsync("/me", received.Access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [TestCase(AppPeer.Redis, "/login")]
    [TestCase(AppPeer.Redis, "/login/unrecorded")]
    [TestCase(AppPeer.Postgres, "/login")]
    [TestCase(AppPeer.MariaDb, "/login")]
    [TestCase(AppPeer.MariaDb, "/login/unrecorded")]
    [TestCase(AppPeer.Sqlite, "/login")]
    public async Task Racers_with_one_refresh_token_get_one_successor_from_both_processes(string store, string login)
    {
        var connection = await ConnectionAsync(store);
        await using var a = await StartAsync(
            store, connection, "--Jwt:Revocation:Timeout", "00:00:30", "--Jwt:Rotation:GraceWindow", "00:01:00");
        await using var b = await StartAsync(
            store, connection, "--Jwt:Revocation:Timeout", "00:00:30", "--Jwt:Rotation:GraceWindow", "00:01:00");
        var session = await a.PostForTokensAsync(login, body: new { username = "alice" });

        var responses = await Task.WhenAll(Race(a, b, app => app.PostForTokensAsync("/refresh", session.Refresh)));

        responses.Select(response => response.Refresh).Distinct().Should().ContainSingle("the text is the same under HS256");
        responses.Select(response => JtiOf(response.Access)).Should().OnlyHaveUniqueItems();
        await Task.WhenAll(responses.Select(async response => (await b.GetAsync("/me", response.Access)).Should().BeOk("alice")));
        await a.PostForTokensAsync("/refresh", responses[0].Refresh);
        await TestContext.Out.WriteLineAsync($"{store}: {responses.Length} responses, 1 successor");
    }

    [Test]
    public async Task Without_windows_one_racer_wins_and_the_session_is_over(
        [Values(AppPeer.Redis, AppPeer.Postgres, AppPeer.MariaDb)] string store)
    {
        var connection = await ConnectionAsync(store);
        string[] options =
        [
            "--Jwt:Revocation:Timeout", "00:00:30",
            "--Jwt:Rotation:GraceWindow", "00:00:00",
            "--Jwt:Rotation:LostAnswerWindow", "00:00:00",
        ];
        await using var a = await StartAsync(store, connection, options);
        await using var b = await StartAsync(store, connection, options);
        var session = await a.PostForTokensAsync("/login/unrecorded", body: new { username = "alice" });

        var responses = await Task.WhenAll(Race(a, b, app => app.PostAsync("/refresh", session.Refresh)));

        var winner = responses.Should().ContainSingle(response => response.StatusCode == HttpStatusCode.OK).Subject;
        responses.Should().OnlyContain(response => response == winner || response.StatusCode == HttpStatusCode.Unauthorized);
        await ShouldBeOverAsync(a, session);
        await ShouldBeOverAsync(b, await ExampleTokens.ReadAsync(winner));
    }

    [Test]
    public async Task A_refresh_in_one_process_during_a_logout_everywhere_in_the_other_is_refused_afterwards()
    {
        await using var server = await RedisServer.StartAsync();
        await using var a = await StartAsync(AppPeer.Redis, server.Connection);
        await using var b = await StartAsync(AppPeer.Redis, server.Connection);
        var sessions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => b.LoginAsync("alice")));
        var issued = new ConcurrentBag<ExampleTokens>();
        var busy = new CountdownEvent(sessions.Length);

        var refreshing = sessions.Select(session => RefreshUntilRefusedAsync(b, session, issued, busy)).ToArray();
        await Task.Run(busy.Wait);
        await ShouldBeDoneAsync(a.PostAsync("/logout/all", sessions[0].Access));
        await Task.WhenAll(refreshing);

        foreach (var tokens in issued)
        {
            await ShouldBeOverAsync(a, tokens);
            await ShouldBeOverAsync(b, tokens);
        }

        (await b.GetAsync("/me", (await a.LoginAsync("alice")).Access)).Should().BeOk("alice");
        await TestContext.Out.WriteLineAsync(
            $"{issued.Count} pairs issued by the one before and while the other logged out, 0 accepted afterwards");
    }

    [Test]
    public async Task A_Redis_that_was_emptied_revives_no_session_and_accepts_new_ones()
    {
        await using var server = await RedisServer.StartAsync();
        await using var a = await StartAsync(AppPeer.Redis, server.Connection);
        await using var b = await StartAsync(AppPeer.Redis, server.Connection);
        var (ended, recorded) = (await a.LoginAsync("alice"), await a.LoginAsync("alice"));
        var unrecorded = await a.PostForTokensAsync("/login/unrecorded", body: new { username = "alice" });
        await ShouldBeDoneAsync(a.PostAsync("/logout", ended.Access));

        await using (var connection = await ConnectionMultiplexer.ConnectAsync(server.Connection + ",allowAdmin=true"))
            await connection.GetServers().Single().FlushAllDatabasesAsync();

        foreach (var tokens in new[] { ended, recorded, unrecorded })
        {
            (await a.PostAsync("/refresh", tokens.Refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
            (await b.PostAsync("/refresh", tokens.Refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        }

        var next = await b.PostForTokensAsync("/refresh", (await a.LoginAsync("alice")).Refresh);
        (await a.GetAsync("/me", next.Access)).Should().BeOk("alice");
    }

    private static Task<ExampleProcess> StartAsync(string store, string connection, params string[] arguments) =>
        ExampleProcess.StartPeerAsync(store, connection, arguments);

    private async Task<string> ConnectionAsync(string store) => store switch
    {
        AppPeer.Redis => (await SharedEngines.RedisAsync()).Connection,
        AppPeer.Postgres => (await SharedEngines.PostgresAsync()).Connection,
        AppPeer.MariaDb => (await SharedEngines.MariaDbAsync()).Connection("processes"),
        _ => _file.Connection,
    };

    // Half of them to each process, all at the same time.
    private static Task<T>[] Race<T>(ExampleProcess a, ExampleProcess b, Func<ExampleProcess, Task<T>> send) =>
        [.. Enumerable.Range(0, Racers).Select(i => send(i % 2 == 0 ? a : b))];

    private static async Task RefreshUntilRefusedAsync(
        ExampleProcess app, ExampleTokens tokens, ConcurrentBag<ExampleTokens> issued, CountdownEvent busy)
    {
        const int enough = 3;
        for (var i = 1; ; i++)
        {
            issued.Add(tokens);
            using var response = await app.PostAsync("/refresh", tokens.Refresh);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                response.Should().BeRefused(JwtErrorCode.TokenRevoked);
                return;
            }

            tokens = await ExampleTokens.ReadAsync(response);
            if (i == enough)
                busy.Signal();
        }
    }

    private static string? JtiOf(string token) =>
        JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])).GetProperty("jti").GetString();

    private static async Task ShouldBeDoneAsync(Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        response.StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    private static async Task ShouldBeOverAsync(ExampleProcess app, ExampleTokens tokens)
    {
        using var me = await app.GetAsync("/me", tokens.Access);
        using var refresh = await app.PostAsync("/refresh", tokens.Refresh);
        me.Should().BeRefused(JwtErrorCode.TokenRevoked);
        refresh.Should().BeRefused(JwtErrorCode.TokenRevoked);
    }
}
