using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>A connection over several requests is that of the user and session that opened it.</summary>
public sealed class ConnectionOwnersTests
{
    [Test]
    public async Task A_connection_does_not_go_on_with_the_token_of_another_user_or_session_or_with_none([Values] bool optional)
    {
        await using var app = await StartAsync(optional);
        var alice = app.Jwt.CreateTokenPair("alice");
        var (again, mallory) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("mallory"));
        var url = await ConnectAsync(app, alice.AccessToken);
        (await AskAsync(app, url, alice.AccessToken)).Should().Contain("user=alice;token=alice");
        var renewed = (await app.Jwt.RefreshAsync(alice.RefreshToken)).Pair!.AccessToken;
        (await AskAsync(app, url, renewed)).Should().Contain("user=alice;token=alice", "it is the same session");

        foreach (var other in new[] { again.AccessToken, mallory.AccessToken })
            (await SendAsync(app, url, other)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await SendAsync(app, url, null)).Should().BeRefused(optional ? JwtErrorCode.AccessDenied : JwtErrorCode.TokenMissing);
        await app.Jwt.RevokeAllAsync("alice");

        (await SendAsync(app, url, renewed)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        using var poll = await app.GetAsync(url, mallory.AccessToken);
        poll.Should().BeRefused(JwtErrorCode.AccessDenied);
        (await AskAsync(app, await ConnectAsync(app, mallory.AccessToken), mallory.AccessToken)).Should().Contain("user=mallory");
    }

    [Test]
    public async Task A_connection_without_a_user_stays_without_one()
    {
        await using var app = await StartAsync(optional: true);
        var url = await ConnectAsync(app, null);

        (await AskAsync(app, url, null)).Should().Contain("user=;");
        (await SendAsync(app, url, app.Jwt.CreateAccessToken("alice"))).Should().BeRefused(JwtErrorCode.AccessDenied);
    }

    [TestCase("PUT", "/hub?id=x")]
    [TestCase("GET", "/hub?id=x")]
    [TestCase("POST", "/hub/negotiate?negotiateVersion=1&id=x")]
    public async Task A_request_that_continues_no_connection_makes_no_owner(string method, string path)
    {
        await using var app = await StartAsync(optional: true);

        using var first = await app.SendAsync(new HttpMethod(method), path, app.Jwt.CreateAccessToken("alice"));
        using var second = await app.SendAsync(HttpMethod.Post, "/hub?id=x", app.Jwt.CreateAccessToken("bob"));

        ((int)second.StatusCode).Should().Be(404, "SignalR does not know it, and it was not refused before");
    }

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(128, true)]
    [TestCase(129, false)]
    public void An_id_has_a_maximum_length(int length, bool isRead)
    {
        var request = new DefaultHttpContext { Request = { QueryString = new QueryString("?id=" + new string('x', length)) } }.Request;

        ConnectionOwners.TryReadId(request, out _).Should().Be(isRead);
    }

    [Test]
    public void What_is_kept_of_a_URL_does_not_grow_with_it()
    {
        var owners = new ConnectionOwners(new FakeTimeProvider(), static () => null, "jwt");
        var (brief, lengthy) = (UrlWith(1), UrlWith(8000));

        lengthy.Length.Should().Be(brief.Length);
        lengthy.Should().Be(UrlWith(8000)).And.NotBe(UrlWith(8001)).And.NotBe(brief);

        string UrlWith(int length)
        {
            var query = new QueryString("?room=" + new string('x', length));
            return owners.UrlOf(new DefaultHttpContext { Request = { QueryString = query } }.Request, "hub", "/hub");
        }
    }

    [Test]
    public async Task An_id_that_does_not_exist_has_no_owner()
    {
        var owners = new ConnectionOwners(new FakeTimeProvider(), static () => null, "jwt");
        var (alice, bob) = await TokensAsync();

        Run(owners, "unknown", alice, StatusCodes.Status404NotFound);
        Run(owners, "known", alice, StatusCodes.Status200OK);
        Run(owners, "known", alice, StatusCodes.Status404NotFound);

        IsOfAnother(owners, "unknown", bob).Should().BeFalse();
        IsOfAnother(owners, "known", bob).Should().BeTrue();
        IsOfAnother(owners, "known", alice).Should().BeFalse();
    }

    [Test]
    public async Task A_closed_connection_has_no_owner_when_its_last_request_has_ended()
    {
        var owners = new ConnectionOwners(new FakeTimeProvider(), static () => null, "jwt");
        var (alice, bob) = await TokensAsync();
        Run(owners, "it", alice, StatusCodes.Status200OK);
        var poll = owners.TryEnter("it", "/hub", alice)!;

        owners.TryEnter("it", "/hub", alice)!(new DefaultHttpContext { Request = { Method = "DELETE" }, Response = { StatusCode = 202 } });

        owners.IsOwned("it").Should().BeTrue("its poll is still running");
        poll(new DefaultHttpContext { Response = { StatusCode = StatusCodes.Status204NoContent } });
        owners.IsOwned("it").Should().BeFalse();
        IsOfAnother(owners, "it", bob).Should().BeFalse();
    }

    [Test]
    public async Task A_connection_that_was_closed_twice_stays_closed()
    {
        var owners = new ConnectionOwners(new FakeTimeProvider(), static () => null, "jwt");
        var (alice, _) = await TokensAsync();
        var poll = owners.TryEnter("it", "/hub", alice)!;
        for (var i = 0; i < 2; i++)
        {
            var close = owners.TryEnter("it", "/hub", alice)!;
            close(new DefaultHttpContext { Request = { Method = "DELETE" }, Response = { StatusCode = 202 } });
        }

        poll(new DefaultHttpContext { Response = { StatusCode = StatusCodes.Status204NoContent } });

        owners.IsOwned("it").Should().BeFalse();
    }

    [TestCase(101, true)]
    [TestCase(200, true)]
    [TestCase(299, true)]
    [TestCase(300, false)]
    [TestCase(404, false)]
    public async Task A_response_shows_whether_a_connection_exists(int status, bool exists)
    {
        var owners = new ConnectionOwners(new FakeTimeProvider(), static () => null, "jwt");
        var (alice, _) = await TokensAsync();

        Run(owners, "it", alice, status);

        owners.IsOwned("it").Should().Be(exists);
    }

    [TestCase(null, 5)]
    [TestCase(10, 15)]
    public async Task Connections_are_forgotten_minutes_after_SignalR_has_forgotten_them(int? disconnectTimeout, int minutes)
    {
        var time = new FakeTimeProvider();
        var owners = new ConnectionOwners(time, () => disconnectTimeout is { } limit ? TimeSpan.FromMinutes(limit) : null, "jwt");
        var (alice, bob) = await TokensAsync();
        var running = owners.TryEnter("running", "/hub", alice)!;
        Run(owners, "it", alice, StatusCodes.Status200OK);
        time.Advance(TimeSpan.FromMinutes(minutes - 1));
        Run(owners, "recent", alice, StatusCodes.Status200OK);

        time.Advance(TimeSpan.FromMinutes(1));
        Run(owners, "another", alice, StatusCodes.Status200OK);
        owners.IsOwned("it").Should().BeTrue();
        time.Advance(TimeSpan.FromMinutes(1));
        Run(owners, "a third", alice, StatusCodes.Status200OK);

        IsOfAnother(owners, "it", bob).Should().BeFalse();
        IsOfAnother(owners, "recent", bob).Should().BeTrue();
        IsOfAnother(owners, "running", bob).Should().BeTrue("its request is still running");
        running(new DefaultHttpContext());
    }

    [Test]
    public async Task A_connection_exists_however_many_of_its_requests_succeed()
    {
        var owners = new ConnectionOwners(new FakeTimeProvider(), static () => null, "jwt");
        var (alice, bob) = await TokensAsync();

        Run(owners, "it", alice, StatusCodes.Status200OK);
        Run(owners, "it", alice, StatusCodes.Status200OK);

        owners.IsOwned("it").Should().BeTrue();
        IsOfAnother(owners, "it", bob).Should().BeTrue();
    }

    [Test]
    public async Task What_SignalR_has_forgotten_is_looked_for_once_a_minute()
    {
        var (time, searches) = (new FakeTimeProvider(), 0);
        var owners = new ConnectionOwners(
            time,
            () =>
            {
                searches++;
                return null;
            },
            "jwt");
        var (alice, _) = await TokensAsync();

        foreach (var (id, seconds, expected) in new[] { ("a", 59, 0), ("b", 1, 1), ("c", 59, 1), ("d", 1, 2) })
        {
            time.Advance(TimeSpan.FromSeconds(seconds));
            Run(owners, id, alice, StatusCodes.Status200OK);
            searches.Should().Be(expected, "{0} is the latest connection", id);
        }
    }

    [TestCase(null, false)]
    [TestCase("", false)]
    [TestCase("it", true)]
    public void The_connection_that_gets_a_new_token_is_named_by_a_header(string? id, bool isRead)
    {
        var request = new DefaultHttpContext { Request = { QueryString = new QueryString("?id=other") } }.Request;
        if (id is not null)
            request.Headers["X-SignalR-Connection-Token"] = id;

        ConnectionOwners.TryReadRefreshedId(request, out var read).Should().Be(isRead);

        (read ?? "").Should().Be(id ?? "");
    }

    private static void Run(ConnectionOwners owners, string id, Token token, int status) =>
        owners.TryEnter(id, "/hub", token)!(new DefaultHttpContext { Response = { StatusCode = status } });

    private static bool IsOfAnother(ConnectionOwners owners, string id, Token token)
    {
        if (owners.TryEnter(id, "/hub", token) is not { } leave)
            return true;
        leave(new DefaultHttpContext { Response = { StatusCode = StatusCodes.Status404NotFound } });
        return false;
    }

    private static async Task<(Token Alice, Token Bob)> TokensAsync()
    {
        await using var app = await TestApp.StartAsync(_ => { });
        return (app.ReadToken(app.Jwt.CreateAccessToken("alice")), app.ReadToken(app.Jwt.CreateAccessToken("bob")));
    }

    private static Task<TestApp> StartAsync(bool optional) => TestApp.StartAsync(
        routes =>
        {
            var hub = routes.MapHub<UserHub>("/hub");
            _ = optional ? hub.OptionalJwt() : hub.RequireJwt();
        },
        build: builder => builder.Services.AddSignalR());

    private static async Task<string> ConnectAsync(TestApp app, string? token) =>
        "/hub" + await PollingConnection.ConnectAsync(app, "/hub", token);

    private static Task<HttpResponseMessage> SendAsync(TestApp app, string url, string? token) =>
        PollingConnection.SendAsync(app, url, token, nameof(UserHub.Who));

    private static Task<string> AskAsync(TestApp app, string url, string? token) =>
        PollingConnection.AskAsync(app, url, token, nameof(UserHub.Who));

    internal sealed class UserHub : Hub
    {
        public string Who() => $"user={Context.User?.Identity?.Name};token={Context.GetHttpContext()?.GetJwtToken()?.Identity}";
    }
}
