using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>Tickets: one GET, one path, once, within seconds.</summary>
public sealed class TicketValidatorTests
{
    [Test]
    public async Task A_ticket_is_accepted_once_on_its_path_with_the_rights_of_its_token()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice", new TokenDescriptor { Role = "ADMIN", Fresh = true });

        var ticket = await TicketAsync(app, token, "/feed");
        using var first = await app.GetAsync("/feed?ticket=" + ticket);
        using var second = await app.GetAsync("/feed?ticket=" + ticket);

        first.Should().BeOk("alice Ticket False Ticket");
        first.Headers.Vary.Should().Equal("*");
        second.Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/admin?ticket=" + await TicketAsync(app, token, "/admin"))).Should().BeOk("admin");
        (await app.GetAsync("/admin?ticket=" + await TicketAsync(app, app.Jwt.CreateAccessToken("bob"), "/admin")))
            .Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/fresh?ticket=" + await TicketAsync(app, token, "/fresh"))).Should().BeRefused(JwtErrorCode.FreshRequired);
    }

    [Test]
    public async Task A_ticket_and_what_it_opened_end_with_the_token_that_it_was_made_for()
    {
        await using var app = await StartAsync();
        var (token, other) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateAccessToken("alice"));
        var (ticket, another) = (await TicketAsync(app, token, "/feed"), await TicketAsync(app, other, "/feed"));

        await app.Jwt.RevokeAsync(app.ReadToken(token));

        (await app.GetAsync("/feed?ticket=" + ticket)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/feed?ticket=" + another)).Should().BeOk();
    }

    [Test]
    public async Task A_token_that_is_revoked_through_its_ticket_stays_revoked([Values] bool session, [Values] bool expires)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapJwtTicket();
                routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
                routes.MapGet("/leave", async (Token token) => await token.RevokeAsync()).RequireJwt(jwt => jwt.From(TokenLocation.Ticket));
            },
            cfg => cfg.AllowNonExpiringTokens = true);
        var descriptor = new TokenDescriptor { ExpiresIn = expires ? TimeSpan.FromHours(1) : Timeout.InfiniteTimeSpan };
        var (token, other) = session
            ? (app.Jwt.CreateTokenPair("alice", descriptor).AccessToken, app.Jwt.CreateTokenPair("alice", descriptor).AccessToken)
            : (app.Jwt.CreateAccessToken("alice", descriptor), app.Jwt.CreateAccessToken("alice", descriptor));
        (await app.GetAsync("/leave?ticket=" + await TicketAsync(app, token, "/leave"))).EnsureSuccessStatusCode();

        foreach (var minutes in new[] { 0, 7, 52 })
        {
            app.Time.Advance(TimeSpan.FromMinutes(minutes));
            (await app.GetAsync("/me", token)).Should().BeRefused(JwtErrorCode.TokenRevoked);
            (await app.GetAsync("/me", other)).Should().BeOk("alice");
        }
    }

    [TestCase("/direct")]
    [TestCase("/any")]
    [TestCase("/group/ticket")]
    public async Task A_ticket_is_made_for_an_access_token_alone_whatever_else_is_called(string path)
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapJwtTicket("/direct").RequireRefreshJwt();
            routes.MapJwtTicket("/any").RequireJwt(jwt => jwt.AnyType());
            routes.MapGroup("/group").RequireJwt(jwt => jwt.AnyType()).MapJwtTicket();
        });
        var pair = app.Jwt.CreateTokenPair("alice");

        (await app.SendAsync(HttpMethod.Post, path + "?path=/feed", pair.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenType);
        (await app.SendAsync(HttpMethod.Post, path + "?path=/feed", pair.AccessToken)).Should().BeOk();
    }

    [Test]
    public async Task A_ticket_does_not_outlive_its_token()
    {
        await using var app = await StartAsync();
        var ticket = await TicketAsync(
            app, app.Jwt.CreateAccessToken("alice", new() { ExpiresIn = TimeSpan.FromSeconds(10) }), "/feed", expiresIn: 10);
        app.ReadToken(ticket, TokenType.Ticket).Exp.Should().Be(TestApp.Start.AddSeconds(10));

        app.Time.Advance(TimeSpan.FromSeconds(10));

        (await app.GetAsync("/feed?ticket=" + ticket)).Should().BeRefused(JwtErrorCode.TokenExpired);
    }

    [TestCase("%01", 1023)]
    [TestCase("%F0%9F%98%80", 511)]
    public async Task A_path_that_would_make_the_ticket_too_long_is_refused(string character, int count)
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");

        using var response = await app.SendAsync(
            HttpMethod.Post, "/ticket?path=/" + string.Concat(Enumerable.Repeat(character, count)), token);
        using var plain = await app.SendAsync(HttpMethod.Post, "/ticket?path=/" + new string('x', 1023), token);

        response.Should().BeRefused(JwtErrorCode.RequestInvalid);
        plain.Should().BeOk();
    }

    [Test]
    public async Task Sixty_four_racers_use_a_ticket_once()
    {
        await using var app = await StartAsync();
        var ticket = await TicketAsync(app, app.Jwt.CreateAccessToken("alice"), "/feed");

        var responses = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => app.GetAsync("/feed?ticket=" + ticket)));

        responses.Count(response => response.IsSuccessStatusCode).Should().Be(1);
    }

    [Test]
    public async Task A_refused_request_does_not_use_the_ticket_up()
    {
        await using var app = await StartAsync();
        var ticket = await TicketAsync(app, app.Jwt.CreateAccessToken("alice"), "/admin");
        (await app.GetAsync("/admin?ticket=" + ticket)).Should().BeRefused(JwtErrorCode.AccessDenied);
        var feed = await TicketAsync(app, app.Jwt.CreateAccessToken("alice"), "/feed");

        (await app.GetAsync("/feed/other?ticket=" + feed)).Should().BeRefused(JwtErrorCode.TokenInvalid);
        (await app.GetAsync("/Feed?ticket=" + feed)).Should().BeRefused(JwtErrorCode.TokenInvalid, "the path is exact");
        (await app.SendAsync(HttpMethod.Post, "/feed/post?ticket=" + feed)).Should().BeRefused(JwtErrorCode.TokenInvalid);
        (await app.GetAsync("/feed?ticket=" + feed)).Should().BeOk();
    }

    [Test]
    public async Task A_ticket_is_not_an_access_token_and_an_access_token_is_not_a_ticket()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");
        var ticket = await TicketAsync(app, token, "/feed");

        (await app.GetAsync("/me", ticket)).Should().BeRefused(JwtErrorCode.TokenType);
        (await app.GetAsync("/me?ticket=" + ticket)).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/feed?ticket=" + token)).Should().BeRefused(JwtErrorCode.TokenType);
        (await app.GetAsync($"/feed?ticket={ticket}&ticket={ticket}")).Should().BeRefused(JwtErrorCode.RequestAmbiguous);
        app.Jwt.TryRead(ticket, out _, out _).Should().BeFalse();
        app.Jwt.TryRead(ticket, out var read, out _, TokenType.Ticket).Should().BeTrue();
        read!.Aud.Should().Equal("TestApp#ticket");
    }

    [Test]
    public async Task A_ticket_ends_with_its_lifetime_its_session_and_its_identity()
    {
        await using var app = await StartAsync();
        var (late, ended, everywhere) =
            (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("bob"));
        var tickets = new[]
        {
            await TicketAsync(app, late.AccessToken, "/feed"),
            await TicketAsync(app, ended.AccessToken, "/feed"),
            await TicketAsync(app, everywhere.AccessToken, "/feed"),
        };
        await app.ReadToken(ended.RefreshToken, TokenType.Refresh).RevokeAsync();
        await app.Jwt.RevokeAllAsync("bob");

        (await app.GetAsync("/feed?ticket=" + tickets[1])).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/feed?ticket=" + tickets[2])).Should().BeRefused(JwtErrorCode.TokenRevoked);
        app.Time.Advance(TimeSpan.FromSeconds(30));
        (await app.GetAsync("/feed?ticket=" + tickets[0])).Should().BeRefused(JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task A_ticket_is_refused_when_the_store_does_not_confirm()
    {
        var store = new ScriptedStore();
        await using var app = await StartAsync(cfg =>
        {
            cfg.Revocation.UseStore(_ => store);
            cfg.Revocation.OnStoreFailure = StoreFailureMode.AcceptUntilExpiry;
        });
        var ticket = await TicketAsync(app, app.Jwt.CreateAccessToken("alice"), "/feed");
        store.Fail = async () =>
        {
            await Task.Yield();
            throw new IOException("gone");
        };

        (await app.GetAsync("/feed?ticket=" + ticket)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
    }

    [TestCase("")]
    [TestCase("?path=")]
    [TestCase("?path=feed")]
    [TestCase("?path=/a&path=/b")]
    public async Task A_ticket_names_one_path(string query)
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");

        (await app.SendAsync(HttpMethod.Post, "/ticket" + query, token)).Should().BeRefused(JwtErrorCode.RequestInvalid);
        (await app.SendAsync(HttpMethod.Post, "/ticket?path=/" + new string('x', 1024), token))
            .Should().BeRefused(JwtErrorCode.RequestInvalid);
        (await app.SendAsync(HttpMethod.Post, "/ticket?path=/feed")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.SendAsync(HttpMethod.Post, "/ticket?path=/feed", app.Jwt.CreateTokenPair("alice").RefreshToken))
            .Should().BeRefused(JwtErrorCode.TokenType);
    }

    private static async Task<string> TicketAsync(TestApp app, string token, string path, int expiresIn = 30)
    {
        using var response = await app.SendAsync(HttpMethod.Post, "/ticket?path=" + path, token);
        response.Should().BeOk();
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        body.RootElement.GetProperty("expires_in").GetInt32().Should().Be(expiresIn);
        return body.RootElement.GetProperty("ticket").GetString()!;
    }

    private static Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) => TestApp.StartAsync(
        routes =>
        {
            routes.MapJwtTicket();
            routes.MapGet("/me", () => "me").RequireJwt();
            var tickets = routes.MapGroup("").RequireJwt(jwt => jwt.From(TokenLocation.Ticket));
            tickets.MapGet(
                "/feed", (Token token, HttpContext context) => $"{token.Identity} {token.Type} {token.Fresh} {context.GetJwtLocation()}");
            tickets.MapGet("/feed/other", () => "other");
            tickets.MapPost("/feed/post", () => "post");
            tickets.MapGet("/admin", () => "admin").RequireJwt(jwt => jwt.Allow("ADMIN"));
            tickets.MapGet("/fresh", () => "fresh").RequireFreshJwt();
        },
        configure);
}
