using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Sessions;

public sealed class LogoutTests
{
    [TestCase(TokenType.Access)]
    [TestCase(TokenType.Refresh)]
    public async Task A_logout_ends_the_session_with_either_token_and_its_repetition_has_the_same_response(TokenType type)
    {
        await using var app = await SessionClient.StartAsync();
        var (login, other) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("alice"));
        var token = type == TokenType.Access ? login.AccessToken : login.RefreshToken;

        using var first = await app.SendAsync(HttpMethod.Post, "/logout", token);
        using var second = await app.SendAsync(HttpMethod.Post, "/logout", token);

        first.StatusCode.Should().Be(System.Net.HttpStatusCode.NoContent);
        second.StatusCode.Should().Be(first.StatusCode);
        second.Headers.ToString().Length.Should().Be(first.Headers.ToString().Length);
        (await app.GetAsync("/me", login.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(login.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", other.AccessToken)).Should().BeOk("alice");
        await app.RefreshedAsync(other.RefreshToken);
    }

    [TestCase("/logout")]
    [TestCase("/logout/all")]
    public async Task A_refresh_token_that_was_exchanged_still_ends_its_session(string path)
    {
        await using var app = await SessionClient.StartAsync();
        var (login, other) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("bob"));
        var (access, _) = await app.RefreshedAsync(login.RefreshToken);

        using var response = await app.SendAsync(HttpMethod.Post, path, login.RefreshToken);

        response.StatusCode.Should().Be(System.Net.HttpStatusCode.NoContent);
        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", other.AccessToken)).Should().BeOk("bob");
    }

    [TestCase("/logout/all", 0, 1)]
    [TestCase("/logout/all", 1, 0)]
    [TestCase("/logout/all", 2, 0)]
    [TestCase("/logout", 0, 0)]
    public async Task A_logout_everywhere_with_a_refresh_token_from_long_ago_raises_the_alarm(string path, int number, int alarms)
    {
        var reused = new List<string>();
        await using var app = await SessionClient.StartAsync(cfg => cfg.OnRefreshReused(context =>
        {
            reused.Add(context.Token.RawJwt);
            return ValueTask.CompletedTask;
        }));
        var (login, other) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("alice"));
        var tokens = new List<string> { login.RefreshToken };
        for (var i = 0; i < 2; i++)
        {
            app.Time.Advance(TimeSpan.FromMinutes(1));
            tokens.Add((await app.RefreshedAsync(tokens[^1])).Refresh);
        }

        using var response = await app.SendAsync(HttpMethod.Post, path, tokens[number]);

        response.IsSuccessStatusCode.Should().BeTrue("whoever signs out is signed out");
        reused.Should().Equal(Enumerable.Repeat(tokens[number], alarms));
        (await app.RefreshAsync(tokens[2])).Should().BeRefused(JwtErrorCode.TokenRevoked);
        using var elsewhere = await app.GetAsync("/me", other.AccessToken);
        elsewhere.IsSuccessStatusCode.Should().Be(path == "/logout");
    }

    [Test]
    public async Task A_consumed_refresh_token_still_logs_out_and_ends_what_came_from_it()
    {
        await using var app = await SessionClient.StartAsync();
        var login = app.Jwt.CreateTokenPair("alice");
        var (access, refresh) = await app.RefreshedAsync(login.RefreshToken);

        using var logout = await app.SendAsync(HttpMethod.Post, "/logout", login.RefreshToken);

        logout.IsSuccessStatusCode.Should().BeTrue();
        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task An_access_token_outside_of_sessions_is_revoked_alone()
    {
        await using var app = await SessionClient.StartAsync();
        var (token, other) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateAccessToken("alice"));

        using var logout = await app.SendAsync(HttpMethod.Post, "/logout", token);

        logout.IsSuccessStatusCode.Should().BeTrue();
        (await app.GetAsync("/me", token)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", other)).Should().BeOk("alice");
    }

    [Test]
    public async Task A_logout_everywhere_ends_every_session_so_far_and_no_later_one()
    {
        await using var app = await SessionClient.StartAsync();
        var (a, b, bob) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("bob"));

        using var logout = await app.SendAsync(HttpMethod.Post, "/logout/all", a.RefreshToken);
        var later = app.Jwt.CreateTokenPair("alice");

        logout.StatusCode.Should().Be(System.Net.HttpStatusCode.NoContent);
        (await app.GetAsync("/me", a.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(b.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", bob.AccessToken)).Should().BeOk("bob");
        (await app.GetAsync("/me", later.AccessToken)).Should().BeOk("alice");
        (await app.SendAsync(HttpMethod.Post, "/logout/all", b.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task The_endpoints_have_paths_of_the_applications_choice_and_refuse_what_is_not_ours()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            var auth = routes.MapGroup("/auth");
            auth.MapJwtRefresh("/renew").WithDisplayName("renew");
            auth.MapJwtLogout("/bye");
            auth.MapJwtLogoutAll("/bye/all");
        });

        using var bye = await app.SendAsync(HttpMethod.Post, "/auth/bye", app.Jwt.CreateTokenPair("alice").AccessToken);

        bye.IsSuccessStatusCode.Should().BeTrue();
        (await app.SendAsync(HttpMethod.Post, "/auth/bye")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.SendAsync(HttpMethod.Post, "/auth/bye/all", "x.y.z")).Should().BeRefused(JwtErrorCode.TokenMalformed);
        (await app.SendAsync(HttpMethod.Post, "/auth/renew", app.Jwt.CreateTokenPair("alice").RefreshToken)).Should().BeOk();
    }

    [TestCase("Bearer undefined", "/logout")]
    [TestCase("Bearer", "/logout/all")]
    [TestCase("expired", "/logout")]
    [TestCase("expired", "/logout/all")]
    public async Task A_header_that_is_not_accepted_does_not_keep_the_session_in_the_cookie_alive(string header, string path)
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Cookies.Carry = CookieCarry.RefreshOnly;
        });
        var (login, other) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("bob"));
        app.Time.Advance(TimeSpan.FromMinutes(16));
        var authorization = header.StartsWith("Bearer", StringComparison.Ordinal) ? header : "Bearer " + login.AccessToken;
        var cookie = ("Cookie", BrowserClient.Refresh(login.RefreshToken));
        Task<HttpResponseMessage> LogOutAsync(string site, params (string, string)[] more) =>
            app.PostAsync(path, [("Authorization", authorization), ("Sec-Fetch-Site", site), .. more]);

        using var foreign = await LogOutAsync("cross-site", cookie);
        using var without = await LogOutAsync("same-origin");
        using var planted = await LogOutAsync("same-origin", ("Cookie", BrowserClient.Refresh(login.RefreshToken + "x")));
        (await app.Jwt.ReadAsync(login.RefreshToken, TokenType.Refresh)).Token.Should().NotBeNull("none of them ended the session");
        using var own = await LogOutAsync("same-origin", cookie);

        own.StatusCode.Should().Be(System.Net.HttpStatusCode.NoContent);
        own.SetCookies().Should().Contain(line => line.StartsWith("__Host-refresh_token=;"));
        (await app.RefreshAsync(login.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        await app.RefreshedAsync(other.RefreshToken);
        foreach (var refused in new[] { foreign, without, planted })
            refused.IsSuccessStatusCode.Should().BeFalse();
    }

    [Test]
    public async Task A_refresh_cookie_that_is_not_accepted_does_not_keep_the_session_of_the_access_cookie_alive()
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.Locations.Add(TokenLocation.Cookie));
        var login = app.Jwt.CreateTokenPair("alice");
        var cookies = $"{BrowserClient.Refresh("a.b.c")}; {BrowserClient.Access(login.AccessToken)}";

        using var logout = await app.PostAsync("/logout", ("Cookie", cookies), ("Sec-Fetch-Site", "same-origin"));

        logout.StatusCode.Should().Be(System.Net.HttpStatusCode.NoContent);
        (await app.GetWithHeaderAsync("/me", ("Cookie", BrowserClient.Access(login.AccessToken))))
            .Should().BeRefused(JwtErrorCode.TokenRevoked);
    }
    [Test]
    public async Task A_logout_everywhere_ends_the_callers_session_also_when_a_clock_far_ahead_began_it()
    {
        MemoryJwtStore? store = null;
        await using var app = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(
            services => store = new MemoryJwtStore(services.GetRequiredService<TimeProvider>())));
        await using var ahead = await SessionClient.StartAsync(cfg => cfg.Revocation.UseStore(_ => store!));
        ahead.Time.Advance(TimeSpan.FromSeconds(20));
        var (own, other) = (ahead.Jwt.CreateTokenPair("alice"), ahead.Jwt.CreateTokenPair("alice"));

        using var logout = await app.SendAsync(HttpMethod.Post, "/logout/all", own.AccessToken);

        logout.IsSuccessStatusCode.Should().BeTrue();
        (await app.GetAsync("/me", own.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(own.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", other.AccessToken)).Should().BeOk("alice", "no more than 5 seconds are covered");
    }

    [TestCase("cross-site", false)]
    [TestCase("same-origin", true)]
    public async Task A_page_of_another_site_signs_no_browser_out_with_a_token_of_its_own(string site, bool clears)
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Locations.Add(TokenLocation.Query);
        });
        var own = app.Jwt.CreateAccessToken("mallory");

        using var accepted = await app.PostAsync("/logout?jwt=" + own, ("Sec-Fetch-Site", site));
        using var refused = await app.PostAsync(
            "/logout", ("Authorization", "Bearer x.y.z"), ("Cookie", BrowserClient.Refresh("a.b.c")), ("Sec-Fetch-Site", site));

        accepted.StatusCode.Should().Be(System.Net.HttpStatusCode.NoContent);
        refused.Should().BeRefused(JwtErrorCode.TokenMalformed);
        foreach (var response in new[] { accepted, refused })
            (response.SetCookies().Length > 0).Should().Be(clears);
    }

    [TestCase("/logout", TokenType.Refresh)]
    [TestCase("/logout", TokenType.Access)]
    [TestCase("/logout/all", TokenType.Refresh)]
    [TestCase("/logout/all", TokenType.Access)]
    public async Task A_cookie_of_another_session_does_not_take_the_place_of_that_in_an_expired_header_and_ends_with_it(
        string path, TokenType type)
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
        });
        var alice = app.Jwt.CreateTokenPair("alice");
        app.Time.Advance(TimeSpan.FromMinutes(16));
        var (planted, elsewhere) = (app.Jwt.CreateTokenPair("bob"), app.Jwt.CreateTokenPair("bob"));
        var foreign = app.Jwt.CreateTokenPair("bob");
        Task<HttpResponseMessage> LogOutAsync(string cookie, string site = "same-origin") => app.PostAsync(
            path, ("Authorization", "Bearer " + alice.AccessToken), ("Cookie", cookie), ("Sec-Fetch-Site", site));

        using var other = await LogOutAsync(
            type == TokenType.Refresh ? BrowserClient.Refresh(planted.RefreshToken) : BrowserClient.Access(planted.AccessToken));
        using var crossSite = await LogOutAsync(BrowserClient.Refresh(foreign.RefreshToken), "cross-site");

        other.Should().BeRefused(JwtErrorCode.TokenExpired);
        other.SetCookies().Should().NotBeEmpty().And.OnlyContain(cookie => cookie.Contains("max-age=0"));
        (await app.RefreshAsync(planted.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked, "its cookie was cleared");
        await app.RefreshedAsync(elsewhere.RefreshToken);
        crossSite.SetCookies().Should().BeEmpty();
        await app.RefreshedAsync(foreign.RefreshToken);
        using var own = await LogOutAsync(BrowserClient.Refresh(alice.RefreshToken));
        own.IsSuccessStatusCode.Should().BeTrue();
        (await app.RefreshAsync(alice.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [TestCase("/fresh/logout")]
    [TestCase("/fresh/all")]
    public async Task A_logout_that_asks_for_a_fresh_token_clears_nothing_without_one(string path)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapJwtRefresh();
                routes.MapJwtLogout("/fresh/logout").RequireFreshJwt();
                routes.MapJwtLogoutAll("/fresh/all").RequireFreshJwt();
            },
            cfg =>
            {
                cfg.Locations.Add(TokenLocation.Header);
                cfg.Locations.Add(TokenLocation.Cookie);
            });
        Task<HttpResponseMessage> LogOutAsync(TokenPair pair) => app.PostAsync(
            path,
            ("Authorization", "Bearer " + pair.AccessToken),
            ("Cookie", BrowserClient.Refresh(pair.RefreshToken)),
            ("Sec-Fetch-Site", "same-origin"));
        var (old, fresh) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("bob", new TokenDescriptor { Fresh = true }));

        using var refused = await LogOutAsync(old);
        using var ended = await LogOutAsync(fresh);

        refused.Should().BeRefused(JwtErrorCode.FreshRequired);
        refused.SetCookies().Should().BeEmpty();
        await app.RefreshedAsync(old.RefreshToken);
        ended.IsSuccessStatusCode.Should().BeTrue();
        (await app.RefreshAsync(fresh.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [TestCase("/logout")]
    [TestCase("/logout/all")]
    public async Task What_a_refused_logout_clears_ends_also_where_it_is_the_session_of_the_refused_token(string path)
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Csrf.Mode = CsrfMode.DoubleSubmit;
        });
        var (alice, elsewhere) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("alice"));
        await app.Jwt.RevokeAsync(app.ReadToken(alice.AccessToken));

        using var response = await app.PostAsync(
            path,
            ("Authorization", "Bearer " + alice.AccessToken),
            ("Cookie", BrowserClient.Refresh(alice.RefreshToken)),
            ("Sec-Fetch-Site", "same-origin"));

        response.SetCookies().Should().NotBeEmpty();
        (await app.RefreshAsync(alice.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        await app.RefreshedAsync(elsewhere.RefreshToken);
    }

    [Test]
    public async Task A_refused_logout_whose_cookies_cannot_be_ended_says_so()
    {
        var (app, store) = await SessionClient.StartHookedAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
        });
        await using var owned = app;
        var older = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromMinutes(1) }).AccessToken;
        var current = app.Jwt.CreateTokenPair("alice");
        app.Time.Advance(TimeSpan.FromMinutes(2));
        Task<HttpResponseMessage> LogOutAsync() => app.PostAsync(
            "/logout",
            ("Authorization", "Bearer " + older),
            ("Cookie", BrowserClient.Refresh(current.RefreshToken)),
            ("Sec-Fetch-Site", "same-origin"));

        store.Before = static call => call == "end" ? throw new IOException("The store is down.") : Task.CompletedTask;
        using var failed = await LogOutAsync();
        store.Before = static _ => Task.CompletedTask;
        using var ended = await LogOutAsync();

        failed.Should().BeRefused(JwtErrorCode.StoreUnavailable);
        ended.Should().BeRefused(JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task Cookies_of_two_sessions_end_both_with_a_logout_that_clears_them()
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
        });
        var (caller, refresh) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateTokenPair("alice").RefreshToken);
        var (alone, elsewhere) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateAccessToken("alice"));

        using var logout = await app.PostAsync(
            "/logout",
            ("Authorization", "Bearer " + caller),
            ("Cookie", BrowserClient.Refresh(refresh) + "; " + BrowserClient.Access(alone)),
            ("Sec-Fetch-Site", "same-origin"));

        logout.IsSuccessStatusCode.Should().BeTrue();
        (await app.RefreshAsync(refresh)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", alone)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", caller)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", elsewhere)).Should().BeOk("alice");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_logout_with_an_older_header_ends_the_session_in_the_cookies_that_it_clears(bool isOver)
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Cookies.Carry = CookieCarry.RefreshOnly;
        });
        var (older, current) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("alice"));
        var (bob, foreign) = (app.Jwt.CreateTokenPair("bob"), app.Jwt.CreateTokenPair("alice"));
        if (isOver)
            await app.Jwt.RevokeAsync(app.ReadToken(older.RefreshToken, TokenType.Refresh));
        Task<HttpResponseMessage> LogOutAsync(string refresh, string site) => app.PostAsync(
            "/logout",
            ("Authorization", "Bearer " + older.AccessToken), ("Cookie", BrowserClient.Refresh(refresh)), ("Sec-Fetch-Site", site));

        foreach (var (refresh, site) in new[]
            { (current.RefreshToken, "same-origin"), (bob.RefreshToken, "same-origin"), (foreign.RefreshToken, "cross-site") })
            (await LogOutAsync(refresh, site)).IsSuccessStatusCode.Should().BeTrue();

        (await app.GetAsync("/me", older.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", current.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", bob.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked, "its cookie was cleared");
        (await app.GetAsync("/me", foreign.AccessToken)).Should().BeOk("alice");
    }

    [Test]
    public async Task A_logout_with_the_token_of_an_earlier_session_of_the_same_id_ends_the_one_in_the_cookie([Values] bool recorded)
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Cookies.Carry = CookieCarry.RefreshOnly;
        });
        var phone = new TokenDescriptor { SessionId = "phone" };
        var first = await app.Jwt.StartSessionAsync("alice", phone);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var second = recorded ? await app.Jwt.StartSessionAsync("alice", phone) : app.Jwt.CreateTokenPair("alice", phone);

        using var logout = await app.PostAsync(
            "/logout",
            ("Authorization", "Bearer " + first.AccessToken),
            ("Cookie", BrowserClient.Refresh(second.RefreshToken)),
            ("Sec-Fetch-Site", "same-origin"));

        logout.IsSuccessStatusCode.Should().BeTrue();
        (await app.GetAsync("/me", second.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(second.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [TestCase("/logout", false, CsrfMode.Automatic)]
    [TestCase("/logout", true, CsrfMode.Automatic)]
    [TestCase("/logout", false, CsrfMode.DoubleSubmit)]
    [TestCase("/logout/all", false, CsrfMode.Automatic)]
    [TestCase("/logout/all", true, CsrfMode.Automatic)]
    public async Task What_a_logout_clears_has_ended(string path, bool accessAlone, CsrfMode mode)
    {
        await using var app = await SessionClient.StartAsync(cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Csrf.Mode = mode;
        });
        var (alice, bob) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("bob"));
        var cookies = accessAlone ? BrowserClient.Access(bob.AccessToken) : BrowserClient.Refresh(bob.RefreshToken);
        Task<HttpResponseMessage> LogOutAsync(string site) => app.PostAsync(
            path, ("Authorization", "Bearer " + alice.AccessToken), ("Cookie", cookies), ("Sec-Fetch-Site", site));

        using var logout = await LogOutAsync("same-origin");

        logout.IsSuccessStatusCode.Should().BeTrue();
        logout.SetCookies().Should().NotBeEmpty();
        (await app.GetAsync("/me", alice.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", bob.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(bob.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [TestCase("/logout")]
    [TestCase("/logout/all")]
    public async Task A_planted_refresh_cookie_does_not_keep_the_session_of_the_token_alive(string path)
    {
        await using var app = await SessionClient.StartAsync(cfg => cfg.Locations.Add(TokenLocation.Cookie));
        var (alice, mallory) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("mallory"));
        var cookies = $"{BrowserClient.Access(alice.AccessToken)}; {BrowserClient.Refresh(mallory.RefreshToken)}";

        using var logout = await app.PostAsync(path, ("Cookie", cookies), ("Sec-Fetch-Site", "same-origin"));
        using var manual = await app.PostAsync("/manual", ("Cookie", cookies), ("Sec-Fetch-Site", "same-origin"));

        logout.IsSuccessStatusCode.Should().BeTrue();
        manual.Should().BeRefused(JwtErrorCode.TokenInvalid);
        app.Jwt.TryRead(alice.AccessToken, out var token, out _).Should().BeTrue();
        (await app.Jwt.ReadAsync(alice.AccessToken)).Error!.Code.Should().Be(JwtErrorCode.TokenRevoked);
        (await app.Jwt.ReadAsync(mallory.AccessToken)).Error!.Code.Should().Be(JwtErrorCode.TokenRevoked, "its cookie was cleared");
        token!.Identity.Should().Be("alice");
    }
}
