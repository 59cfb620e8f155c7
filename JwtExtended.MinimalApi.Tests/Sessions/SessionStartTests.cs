using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>What a login says about one session holds for that session, however it is renewed, and for no other.</summary>
public sealed class SessionStartTests
{
    private static readonly (string, string) Own = ("Sec-Fetch-Site", "same-origin");

    [Test]
    public async Task The_idle_limit_of_a_session_holds_at_the_start_and_after_every_refresh()
    {
        await using var app = await SessionClient.StartAsync();
        var kiosk = await app.Jwt.StartSessionAsync("alice", start: new() { IdleTimeout = TimeSpan.FromHours(1) });
        var phone = await app.Jwt.StartSessionAsync("alice");
        app.ReadToken(kiosk.RefreshToken, TokenType.Refresh).Exp.Should().Be(TestApp.Start.AddHours(1));

        app.Time.Advance(TimeSpan.FromMinutes(59));
        var (_, next) = await app.RefreshedAsync(kiosk.RefreshToken);
        app.Time.Advance(TimeSpan.FromMinutes(59));
        (_, next) = await app.RefreshedAsync(next);
        (await app.Jwt.GetSessionsAsync("alice")).Should().HaveCount(2);
        app.Time.Advance(TimeSpan.FromHours(1));

        (await app.RefreshAsync(next)).Should().BeRefused(JwtErrorCode.TokenExpired);
        (await app.Jwt.GetSessionsAsync("alice")).Should().ContainSingle();
        await app.RefreshedAsync(phone.RefreshToken);
    }

    [Test]
    public async Task The_absolute_limit_of_a_session_holds_in_place_of_the_configured_one()
    {
        await using var app = await SessionClient.StartAsync(cfg =>
            (cfg.RefreshTokenExpires, cfg.SessionExpires) = (TimeSpan.FromDays(1), TimeSpan.FromDays(2)));
        var shorter = await app.Jwt.StartSessionAsync("alice", start: new() { ExpiresIn = TimeSpan.FromHours(30) });
        var longer = await app.Jwt.StartSessionAsync("alice", start: new() { ExpiresIn = TimeSpan.FromDays(3) });
        var unlimited = await app.Jwt.StartSessionAsync("alice", start: new() { ExpiresIn = Timeout.InfiniteTimeSpan });
        var (a, b, c) = (shorter.RefreshToken, longer.RefreshToken, unlimited.RefreshToken);

        app.Time.Advance(TimeSpan.FromHours(20));
        (_, a) = await app.RefreshedAsync(a);
        app.ReadToken(a, TokenType.Refresh).Exp.Should().Be(TestApp.Start.AddHours(30));
        for (var day = 0; day < 3; day++)
        {
            (_, b) = await app.RefreshedAsync(b);
            (_, c) = await app.RefreshedAsync(c);
            app.Time.Advance(TimeSpan.FromHours(20));
        }

        (await app.RefreshAsync(a)).Should().BeRefused(JwtErrorCode.TokenExpired);
        (await app.RefreshAsync(b)).Should().BeRefused(JwtErrorCode.TokenExpired);
        await app.RefreshedAsync(c);
        (await app.Jwt.GetSessionsAsync("alice")).Should().ContainSingle();
    }

    [Test]
    public async Task An_access_token_does_not_outlive_the_idle_limit_of_its_session_however_it_is_made()
    {
        await using var app = await SessionClient.StartAsync();
        var limit = TimeSpan.FromMinutes(5);
        var lasting = new TokenDescriptor { ExpiresIn = TimeSpan.FromHours(2) };

        var pair = await app.Jwt.StartSessionAsync("alice", lasting, new() { IdleTimeout = limit });
        var (access, _) = await app.RefreshedAsync(pair.RefreshToken);
        var copied = TokenDescriptor.From(app.ReadToken(access)) with { ExpiresIn = lasting.ExpiresIn };
        var copy = app.Jwt.CreateAccessToken("alice", copied);
        var other = app.Jwt.CreateAccessToken("alice", lasting);

        pair.ExpiresIn.Should().Be(300);
        new[] { pair.AccessToken, access, copy }.Select(text => app.ReadToken(text).Exp).Should().AllBeEquivalentTo(TestApp.Start + limit);
        app.ReadToken(other).Exp.Should().Be(TestApp.Start.AddHours(2));
    }

    [Test]
    public async Task What_is_made_from_a_token_keeps_its_limits_and_a_login_of_its_own_does_not()
    {
        await using var app = await SessionClient.StartAsync();
        var pair = await app.Jwt.StartSessionAsync(
            "alice", start: new() { IdleTimeout = TimeSpan.FromHours(1), ExpiresIn = TimeSpan.FromHours(3) });
        var descriptor = TokenDescriptor.From(app.ReadToken(pair.AccessToken));

        var own = app.Jwt.CreateTokenPair("alice", descriptor);
        var foreign = app.Jwt.CreateTokenPair("bob", descriptor);
        var other = app.Jwt.CreateTokenPair("alice", descriptor with { SessionId = "other" });
        var recorded = await app.Jwt.StartSessionAsync("alice", descriptor, new() { IdleTimeout = TimeSpan.FromHours(2) });
        var fresh = app.Jwt.CreateTokenPair("alice");

        foreach (var derived in new[] { own, foreign, other })
            app.ReadToken(derived.RefreshToken, TokenType.Refresh).Exp.Should().Be(TestApp.Start.AddHours(1));
        var limits = app.ReadToken(recorded.RefreshToken, TokenType.Refresh).ClaimSet.Limits;
        (limits.Idle, limits.Lifetime).Should().Be((TimeSpan.FromHours(2), TimeSpan.FromHours(3)));
        app.ReadToken(fresh.RefreshToken, TokenType.Refresh).Exp.Should().Be(TestApp.Start.AddDays(30));
    }

    [TestCase(true, null, true)]
    [TestCase(true, false, false)]
    [TestCase(false, true, true)]
    public async Task Remember_me_is_chosen_for_each_session_and_lasts_through_refreshes(bool configured, bool? chosen, bool persistent)
    {
        await using var app = await StartWithCookiesAsync(configured, new SessionStart { Persistent = chosen });

        using var login = await app.PostAsync("/login");
        app.Time.Advance(TimeSpan.FromSeconds(11));
        using var refresh = await app.PostAsync("/refresh", ("Cookie", login.CookieHeader()), Own);
        app.Time.Advance(TimeSpan.FromMinutes(14));
        using var page = await app.GetWithHeaderAsync("/page", ("Cookie", refresh.CookieHeader()), ("Accept", "text/html"));

        page.Should().BeOk("page");
        login.SetCookies().Concat(refresh.SetCookies()).Concat(page.SetCookies()).Should().HaveCount(6)
            .And.OnlyContain(line => line.Contains("max-age=") == persistent && line.Contains("expires=") == persistent);
    }

    [Test]
    public async Task What_the_application_says_is_listed_and_what_it_does_not_say_is_empty()
    {
        await using var app = await SessionClient.StartAsync();
        var told = new Dictionary<string, string> { ["client"] = "ios\r\n3.2", ["city"] = new('x', 300) };
        await app.Jwt.StartSessionAsync("alice", start: new() { Label = "phone", Properties = told });
        app.Time.Advance(TimeSpan.FromSeconds(1));
        await app.Jwt.StartSessionAsync("alice");
        told["client"] = "changed later";

        var sessions = await app.Jwt.GetSessionsAsync("alice");

        sessions[0].Properties.Should().Equal(new Dictionary<string, string> { ["client"] = "ios??3.2", ["city"] = new('x', 256) });
        sessions[1].Properties.Should().BeEmpty();
    }

    [Test]
    public async Task Limits_and_properties_that_cannot_be_kept_are_misuse_and_start_nothing()
    {
        await using var app = await SessionClient.StartAsync();
        var many = Enumerable.Range(0, 17).ToDictionary(i => $"{i}", _ => "");
        (SessionStart Start, string Message)[] cases =
        [
            (new() { IdleTimeout = TimeSpan.Zero }, "*IdleTimeout is 00:00:00*"),
            (new() { ExpiresIn = TimeSpan.FromSeconds(-5) }, "*ExpiresIn is -00:00:05*"),
            (new() { ExpiresIn = TimeSpan.MaxValue }, "*ExpiresIn is *3650 days*"),
            (new() { IdleTimeout = TimeSpan.FromDays(31) }, "*longer than MaxTokenLifetime (30.00:00:00)*"),
            (new() { IdleTimeout = Timeout.InfiniteTimeSpan }, "*AllowNonExpiringTokens is off*"),
            (new() { Properties = many }, "*17 entries*"),
            (new() { Properties = new Dictionary<string, string> { [new('n', 300)] = new('v', 213) } }, "*513 characters*"),
        ];

        foreach (var (start, message) in cases)
        {
            await app.Jwt.Invoking(jwt => jwt.StartSessionAsync("alice", start: start).AsTask())
                .Should().ThrowAsync<ArgumentException>().WithMessage(message);
        }

        (await app.Jwt.GetSessionsAsync("alice")).Should().BeEmpty();
        await app.Jwt.StartSessionAsync("alice", start: new()
        {
            IdleTimeout = TimeSpan.FromDays(30),
            ExpiresIn = TimeSpan.FromDays(3650),
            Properties = many.Skip(1).ToDictionary(),
        });
        (await app.Jwt.GetSessionsAsync("alice")).Should().ContainSingle();
    }

    private static Task<TestApp> StartWithCookiesAsync(bool persistent, SessionStart start) => TestApp.StartAsync(
        routes =>
        {
            routes.MapJwtRefresh();
            routes.MapGet("/page", () => "page").RequireJwt();
            routes.MapPost("/login", async (HttpContext context, JwtService jwt) =>
                context.Response.SetTokenCookies(await jwt.StartSessionAsync("alice", start: start)));
        },
        cfg =>
        {
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Cookies.Persistent = persistent;
            cfg.Cookies.RefreshWithin = TimeSpan.FromMinutes(5);
            cfg.OnRefresh(static refresh => ValueTask.FromResult<TokenDescriptor?>(TokenDescriptor.From(refresh.Token)));
        });

    [Test]
    public async Task A_session_is_known_as_long_as_its_access_token_lives_where_that_is_longer_than_its_refresh_token()
    {
        await using var app = await SessionClient.StartAsync(
            cfg => (cfg.AccessTokenExpires, cfg.RefreshTokenExpires) = (TimeSpan.FromHours(10), TimeSpan.FromHours(1)));
        var session = await app.Jwt.StartSessionAsync("alice");

        app.Time.Advance(TimeSpan.FromHours(9));

        (await app.GetAsync("/me", session.AccessToken)).Should().BeOk("alice");
        (await app.RefreshAsync(session.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task Within_the_leeway_a_session_is_listed_and_counts_for_the_limit()
    {
        await using var app = await SessionClient.StartAsync(cfg =>
            (cfg.RefreshTokenExpires, cfg.Leeway, cfg.MaxSessions) = (TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), 1));
        var first = await app.Jwt.StartSessionAsync("alice");
        app.Time.Advance(TimeSpan.FromMinutes(61));
        (await app.Jwt.GetSessionsAsync("alice")).Should().ContainSingle();

        await app.Jwt.StartSessionAsync("alice");

        (await app.RefreshAsync(first.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }
}
