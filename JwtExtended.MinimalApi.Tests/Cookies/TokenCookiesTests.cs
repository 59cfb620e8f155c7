using System.Net;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Tests.Cookies;

/// <summary>How the cookies are named, set and cleared.</summary>
public sealed class TokenCookiesTests
{
    [Test]
    public async Task The_defaults_are_safe_and_both_cookies_are_accepted_where_they_belong()
    {
        await using var app = await StartAsync();

        using var login = await app.PostAsync("/login");

        login.SetCookies().Should().HaveCount(2).And.AllSatisfy(line => line.Should().MatchRegex(
            "^__Host-(access|refresh)_token=[^;]+; expires=[^;]+; max-age=(900|2592000); path=/; secure; samesite=lax; httponly$"));
        var cookies = login.CookieHeader();
        using var me = await app.GetWithHeaderAsync("/me", ("Cookie", cookies));
        me.Should().BeOk("alice by Cookie");
        me.Headers.Vary.Should().Contain("Cookie");
        (await app.GetWithHeaderAsync("/me", ("Cookie", "other=1"))).Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task A_refresh_by_cookie_sets_cookies_and_returns_no_token_in_the_body()
    {
        await using var app = await StartAsync();
        using var login = await app.PostAsync("/login");
        app.Time.Advance(TimeSpan.FromSeconds(1));

        using var refresh = await app.PostAsync("/refresh", ("Cookie", login.CookieHeader()), ("Sec-Fetch-Site", "same-origin"));

        refresh.Should().BeOk("""{"expires_in":900}""");
        refresh.CookieHeader().Should().NotBe(login.CookieHeader());
        (await app.GetWithHeaderAsync("/me", ("Cookie", refresh.CookieHeader()))).Should().BeOk("alice by Cookie");
        using var pair = await app.PostAsync("/refresh", ("Authorization", "Bearer " + app.Jwt.CreateTokenPair("bob").RefreshToken));
        pair.SetCookies().Should().BeEmpty();
        (await pair.Content.ReadAsStringAsync()).Should().Contain("refresh_token");
    }

    [Test]
    public async Task A_refresh_cookie_beside_an_access_cookie_of_another_session_is_refused()
    {
        await using var app = await StartAsync();
        var (mine, planted) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("mallory"));
        var access = BrowserClient.Access(mine.AccessToken);
        Task<HttpResponseMessage> RefreshAsync(string refresh) =>
            app.PostAsync("/refresh", ("Cookie", $"{access}; {BrowserClient.Refresh(refresh)}"), ("Sec-Fetch-Site", "same-origin"));

        using var mixed = await RefreshAsync(planted.RefreshToken);
        using var own = await RefreshAsync(mine.RefreshToken);

        mixed.Should().BeRefused(JwtErrorCode.TokenInvalid);
        own.Should().BeOk();
    }

    [TestCase(true, false)]
    [TestCase(true, true)]
    [TestCase(false, false)]
    [TestCase(false, true)]
    public async Task A_refresh_cookie_beside_an_access_token_of_another_session_is_refused_also_when_that_has_expired(
        bool byCookie, bool expired)
    {
        await using var app = await StartAsync();
        var (mine, planted) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("mallory"));
        if (expired)
            app.Time.Advance(TimeSpan.FromMinutes(16));
        Task<HttpResponseMessage> RefreshAsync(string refresh, string access) => app.PostAsync(
            "/refresh",
            ("Cookie", BrowserClient.Refresh(refresh) + (byCookie ? "; " + BrowserClient.Access(access) : "")),
            ("Authorization", byCookie ? "" : "Bearer " + access),
            ("Sec-Fetch-Site", "same-origin"));

        using var mixed = await RefreshAsync(planted.RefreshToken, mine.AccessToken);
        using var forged = await RefreshAsync(mine.RefreshToken, planted.AccessToken + "A");
        using var own = await RefreshAsync(mine.RefreshToken, mine.AccessToken);

        mixed.Should().BeRefused(JwtErrorCode.TokenInvalid);
        mixed.SetCookies().Should().BeEmpty();
        forged.Should().BeOk("""{"expires_in":900}""");
        own.Should().BeOk("""{"expires_in":900}""");
    }

    [Test]
    public async Task A_second_access_cookie_does_not_switch_the_check_for_planted_cookies_off()
    {
        await using var app = await StartAsync();
        var (mine, planted) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("mallory"));
        Task<HttpResponseMessage> RefreshAsync(params string[] cookies) =>
            app.PostAsync("/refresh", ("Cookie", string.Join("; ", cookies)), ("Sec-Fetch-Site", "same-origin"));

        using var doubled = await RefreshAsync(
            BrowserClient.Access(mine.AccessToken), BrowserClient.Access("x"), BrowserClient.Refresh(planted.RefreshToken));
        using var own = await RefreshAsync(BrowserClient.Access(mine.AccessToken), BrowserClient.Refresh(mine.RefreshToken));

        doubled.Should().BeRefused(JwtErrorCode.RequestAmbiguous);
        own.Should().BeOk();
    }

    [Test]
    public async Task A_token_outside_of_sessions_is_compared_by_its_user_and_one_of_a_session_by_both()
    {
        await using var app = await StartAsync();
        var device = new TokenDescriptor { SessionId = "device" };
        var (mine, planted) = (app.Jwt.CreateTokenPair("alice", device), app.Jwt.CreateTokenPair("mallory", device));
        Task<HttpResponseMessage> RefreshAsync(string refresh, string access) => app.PostAsync(
            "/refresh", ("Cookie", $"{BrowserClient.Access(access)}; {BrowserClient.Refresh(refresh)}"), ("Sec-Fetch-Site", "same-origin"));

        (await RefreshAsync(planted.RefreshToken, mine.AccessToken)).Should().BeRefused(JwtErrorCode.TokenInvalid);
        (await RefreshAsync(planted.RefreshToken, app.Jwt.CreateAccessToken("alice"))).Should().BeRefused(JwtErrorCode.TokenInvalid);
        (await RefreshAsync(mine.RefreshToken, app.Jwt.CreateAccessToken("alice", fresh: true))).Should().BeOk();
    }

    [Test]
    public async Task A_logout_clears_the_cookies_also_when_the_token_is_no_longer_valid_and_ends_the_session()
    {
        await using var app = await StartAsync();
        using var login = await app.PostAsync("/login");
        var cookies = login.CookieHeader();
        var expired = app.Jwt.CreateAccessToken("mallory");

        using var logout = await app.PostAsync("/logout", ("Cookie", cookies), ("Sec-Fetch-Site", "same-origin"));
        (await app.GetWithHeaderAsync("/me", ("Cookie", cookies))).Should().BeRefused(JwtErrorCode.TokenRevoked);
        app.Time.Advance(TimeSpan.FromDays(31));
        using var late = await app.PostAsync("/logout", ("Cookie", cookies), ("Sec-Fetch-Site", "same-origin"));
        using var anonymous = await app.PostAsync("/logout", ("Sec-Fetch-Site", "cross-site"));
        using var forced = await app.PostAsync("/logout", ("Authorization", "Bearer " + expired), ("Sec-Fetch-Site", "cross-site"));

        logout.StatusCode.Should().Be(System.Net.HttpStatusCode.NoContent);
        late.Should().BeRefused(JwtErrorCode.TokenExpired);
        foreach (var response in new[] { logout, late })
        {
            response.SetCookies().Should().HaveCount(2).And.AllSatisfy(line =>
                line.Should().Contain("expires=Thu, 01 Jan 1970").And.Contain("max-age=0; path=/; secure"));
        }

        anonymous.SetCookies().Should().BeEmpty("a page without cookies does not sign the user out");
        forced.Should().BeRefused(JwtErrorCode.TokenExpired);
        forced.SetCookies().Should().BeEmpty("nor does one that sends a token of its own");
    }

    [Test]
    public async Task A_repeated_cookie_is_ambiguous_wherever_the_second_one_is()
    {
        await using var app = await StartAsync();
        var (mine, planted) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateAccessToken("mallory"));
        string[] twice =
        [
            $"{BrowserClient.Access(mine)}; {BrowserClient.Access(planted)}", $"{BrowserClient.Access(mine)};{BrowserClient.Access(mine)}",
            $"{BrowserClient.Access(mine)}; a=b;  __Host-access_token ={planted}", $"__Host-access_token=;{BrowserClient.Access(mine)}",
        ];

        foreach (var header in twice)
            (await app.GetWithHeaderAsync("/me", ("Cookie", header))).Should().BeRefused(JwtErrorCode.RequestAmbiguous, header);
        (await app.GetWithHeaderAsync("/me", ("Cookie", BrowserClient.Access(mine)), ("Cookie", BrowserClient.Access(planted))))
            .Should().BeRefused(JwtErrorCode.RequestAmbiguous);
        var others = $"a=__Host-access_token={planted}; {BrowserClient.Access(mine)}; "
            + $"x__Host-access_token={planted}; access_token={planted}";
        (await app.GetWithHeaderAsync("/me", ("Cookie", others))).Should().BeOk("alice by Cookie");
    }

    [Test]
    public async Task A_header_takes_precedence_over_a_cookie_and_an_invalid_one_does_not_fall_through()
    {
        await using var app = await StartAsync();
        var (alice, bob) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateAccessToken("bob"));
        var (cookie, refresh) = (BrowserClient.Access(alice), app.Jwt.CreateTokenPair("alice").RefreshToken);
        Task<HttpResponseMessage> GetAsync(string authorization) =>
            app.GetWithHeaderAsync("/me", ("Cookie", cookie), ("Authorization", authorization));

        using var both = await GetAsync("Bearer " + bob);
        using var invalid = await GetAsync("Bearer " + bob + "=");
        using var otherScheme = await GetAsync("Basic eDp5");
        using var wrongType = await app.GetWithHeaderAsync("/me", ("Cookie", BrowserClient.Access(refresh)));

        both.Should().BeOk("bob by Header");
        invalid.Should().BeRefused(JwtErrorCode.TokenMalformed);
        otherScheme.Should().BeOk("alice by Cookie");
        wrongType.Should().BeRefused(JwtErrorCode.TokenType);
    }

    [Test]
    public async Task Plain_http_in_Development_uses_bare_names_and_elsewhere_they_are_never_read()
    {
        await using var development = await StartAsync(environment: "Development");
        await using var production = await StartAsync();

        using var login = await development.PostAsync("/login");

        login.SetCookies().Should().AllSatisfy(line => line.Should().MatchRegex("^(access|refresh)_token=").And.NotContain("secure"));
        (await development.GetWithHeaderAsync("/me", ("Cookie", login.CookieHeader()))).Should().BeOk("alice by Cookie");
        (await production.GetWithHeaderAsync("/me", ("Cookie", "access_token=" + production.Jwt.CreateAccessToken("alice"))))
            .Should().BeRefused(JwtErrorCode.TokenMissing);
        development.Logs.GetSnapshot().Should().ContainSingle(log => log.Id.Id == 6);
    }

    [Test]
    public async Task Cookies_are_set_and_cleared_with_the_configured_attributes()
    {
        await using var app = await StartAsync(cfg =>
        {
            cfg.Cookies.Domain = "example.com";
            cfg.Cookies.RefreshPath = "/auth";
            cfg.Cookies.SameSite = SameSiteMode.None;
            cfg.Cookies.Persistent = false;
            cfg.Cookies.Partitioned = true;
        }, prefix: "/auth");

        using var login = await app.PostAsync("/auth/login");
        using var logout = await app.PostAsync("/auth/logout", ("Cookie", login.CookieHeader()), ("Sec-Fetch-Site", "same-origin"));

        const string access = "domain=example.com; path=/; secure; samesite=none; httponly; Partitioned";
        const string refresh = "domain=example.com; path=/auth; secure; samesite=none; httponly; Partitioned";
        login.SetCookies()[0].Should().MatchRegex($"^__Secure-access_token=[^;]+; {access}$");
        login.SetCookies()[1].Should().MatchRegex($"^__Secure-refresh_token=[^;]+; {refresh}$");
        logout.SetCookies().Select(line => line[line.IndexOf("domain", StringComparison.Ordinal)..]).Should().Equal(access, refresh);
    }

    [Test]
    public async Task The_lifetime_of_a_cookie_does_not_depend_on_the_clock_of_the_browser()
    {
        await using var app = await StartAsync(cfg => cfg.AccessTokenExpires = TimeSpan.FromSeconds(90));
        await using var session = await StartAsync(cfg => cfg.Cookies.Persistent = false);

        using var login = await app.PostAsync("/login");
        using var transient = await session.PostAsync("/login");

        login.SetCookies()[0].Should().Contain("expires=Thu, 01 Jan 2026 12:01:30 GMT; max-age=90;");
        transient.SetCookies().Should().HaveCount(2).And.AllSatisfy(
            line => line.Should().NotContain("max-age").And.NotContain("expires"), "they end with the browser session");
    }

    [Test]
    public async Task Each_cookie_is_sent_once_and_the_last_call_wins()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapPost("/clear-set", (HttpResponse response, JwtService jwt) =>
                {
                    response.Cookies.Append("other", "1");
                    response.ClearTokenCookies();
                    response.SetTokenCookies(jwt.CreateTokenPair("alice"));
                });
                routes.MapPost("/set-set", (HttpResponse response, JwtService jwt) =>
                {
                    response.SetTokenCookies(jwt.CreateTokenPair("mallory"));
                    response.SetTokenCookies(jwt.CreateTokenPair("alice"));
                });
                routes.MapPost("/clear", (HttpResponse response) =>
                {
                    response.Headers.CacheControl = "public, max-age=60";
                    response.ClearTokenCookies();
                });
                routes.MapPost("/set-clear", (HttpResponse response, JwtService jwt) =>
                {
                    response.SetTokenCookies(jwt.CreateTokenPair("alice"));
                    response.ClearTokenCookies();
                });
                routes.MapGet("/me", (Token token) => token.Identity);
            },
            cfg =>
            {
                cfg.Locations.Add(TokenLocation.Cookie);
                cfg.Csrf.Mode = CsrfMode.DoubleSubmit;
            });

        using var clear = await app.PostAsync("/clear");
        using var clearSet = await app.PostAsync("/clear-set");
        using var setSet = await app.PostAsync("/set-set");
        using var setClear = await app.PostAsync("/set-clear");

        clearSet.SetCookies().Should().HaveCount(5).And.ContainSingle(line => line.StartsWith("other=1"));
        setSet.SetCookies().Should().HaveCount(4);
        setClear.SetCookies().Should().HaveCount(4).And.AllSatisfy(line => line.Should().Contain("1970"));
        clear.Headers.CacheControl!.ToString().Should().Be("no-store", "a shared cache would sign other users out");
        foreach (var response in new[] { clearSet, setSet, setClear })
            response.SetCookies().Select(line => line.Split('=')[0]).Should().OnlyHaveUniqueItems();
        foreach (var response in new[] { clearSet, setSet })
            (await app.GetWithHeaderAsync("/me", ("Cookie", response.CookieHeader()))).Should().BeOk("alice");
    }

    [Test]
    public async Task A_token_that_no_browser_would_keep_as_a_cookie_is_an_error_of_the_login()
    {
        await using var app = await StartAsync();

        using var large = await app.PostAsync("/login?size=4000");
        using var fitting = await app.PostAsync("/login?size=2500");

        large.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        large.SetCookies().Should().BeEmpty();
        app.Logs.GetSnapshot().Should().Contain(record =>
            record.Exception != null && record.Exception.Message.Contains("browsers drop cookies of more than 4096 bytes"));
        fitting.Should().BeOk();
        fitting.SetCookies().Should().HaveCount(2);
    }

    [Test]
    public async Task A_refresh_whose_access_token_no_browser_would_keep_fails_and_consumes_nothing()
    {
        var role = new string('r', 4000);
        await using var app = await StartAsync(cfg => cfg.OnRefresh(_ => ValueTask.FromResult<TokenDescriptor?>(new() { Role = role })));
        using var login = await app.PostAsync("/login");
        (string, string)[] headers = [("Cookie", login.CookieHeader()), ("Sec-Fetch-Site", "same-origin")];

        using var large = await app.PostAsync("/refresh", headers);
        role = "USER";
        app.Time.Advance(TimeSpan.FromHours(1));
        using var fitting = await app.PostAsync("/refresh", headers);

        large.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        large.SetCookies().Should().BeEmpty();
        fitting.SetCookies().Should().HaveCount(2, "nothing was consumed by the failed refresh");
    }

    [Test]
    public async Task A_response_that_hands_out_the_refresh_token_that_came_in_does_not_set_its_cookie()
    {
        await using var app = await StartAsync();
        using var login = await app.PostAsync("/login");
        (string, string) site = ("Sec-Fetch-Site", "same-origin");
        using var first = await app.PostAsync("/refresh", ("Cookie", login.CookieHeader()), site);

        using var second = await app.PostAsync("/refresh", ("Cookie", first.CookieHeader()), site);
        app.Time.Advance(TimeSpan.FromSeconds(11));
        using var third = await app.PostAsync("/refresh", ("Cookie", first.CookieHeader()), site);

        second.SetCookies().Should().ContainSingle("a late response must not replace a successor").Which.Should().Contain("access_token=");
        third.SetCookies().Should().HaveCount(2);
    }

    [Test]
    public async Task Only_tokens_of_the_right_type_that_this_app_accepts_become_cookies()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapPost("/access/{token}", (string token, HttpResponse response) => response.SetAccessCookie(token));
            routes.MapPost("/refresh/{token}", (string token, HttpResponse response) => response.SetRefreshCookie(token));
            routes.MapPost("/clear", (HttpResponse response) => response.ClearTokenCookies());
        });
        var pair = app.Jwt.CreateTokenPair("alice");

        (await app.PostAsync("/access/" + pair.AccessToken)).CookieHeader().Should().Be(BrowserClient.Access(pair.AccessToken));
        (await app.PostAsync("/refresh/" + pair.RefreshToken)).CookieHeader().Should().Be(BrowserClient.Refresh(pair.RefreshToken));
        (await app.PostAsync("/access/" + pair.RefreshToken)).StatusCode.Should().Be(System.Net.HttpStatusCode.InternalServerError);
        (await app.PostAsync("/refresh/x.y.z")).SetCookies().Should().BeEmpty();
        (await app.PostAsync("/clear")).SetCookies().Should().HaveCount(2);
    }

    [Test]
    public async Task A_refresh_by_cookie_whose_access_token_this_app_does_not_accept_fails_and_consumes_nothing()
    {
        IReadOnlyList<string>? audience = ["https://other.example"];
        await using var app = await StartAsync(cfg => cfg.OnRefresh(_ =>
            ValueTask.FromResult<TokenDescriptor?>(new() { Audience = audience, AllowForeignAudience = true })));
        using var login = await app.PostAsync("/login");
        (string, string)[] headers = [("Cookie", login.CookieHeader()), ("Sec-Fetch-Site", "same-origin")];

        using var foreign = await app.PostAsync("/refresh", headers);
        audience = null;
        app.Time.Advance(TimeSpan.FromHours(1));
        using var own = await app.PostAsync("/refresh", headers);

        foreign.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        foreign.SetCookies().Should().BeEmpty();
        app.Logs.GetSnapshot().Should().Contain(record =>
            record.Exception != null && record.Exception.Message.Contains("Leave Issuer, Audience"));
        own.SetCookies().Should().HaveCount(2, "nothing was consumed by the failed refresh");
        (await app.GetWithHeaderAsync("/me", ("Cookie", own.CookieHeader()))).Should().BeOk("alice by Cookie");
    }

    [Test]
    public async Task A_refresh_by_header_may_describe_an_access_token_for_another_service()
    {
        await using var app = await StartAsync(cfg => cfg.OnRefresh(_ =>
            ValueTask.FromResult<TokenDescriptor?>(
                new() { Audience = ["https://other.example"], AllowForeignAudience = true })));

        using var refresh = await app.PostAsync("/refresh", ("Authorization", "Bearer " + app.Jwt.CreateTokenPair("bob").RefreshToken));

        refresh.StatusCode.Should().Be(HttpStatusCode.OK);
        var pair = await SessionClient.ReadPairAsync(refresh);
        TokenForge.DecodePart(pair.Access, 1).Should().Contain("\"https://other.example\"");
    }

    [Test]
    public async Task A_refresh_cookie_that_is_over_for_good_is_cleared_and_no_other()
    {
        await using var app = await StartAsync();
        var (ended, other) = (app.Jwt.CreateTokenPair("bob"), app.Jwt.CreateTokenPair("bob"));
        await app.Jwt.RevokeAsync(app.ReadToken(ended.RefreshToken, TokenType.Refresh));
        var (own, dead) = (("Sec-Fetch-Site", "same-origin"), ("Cookie", BrowserClient.Refresh(ended.RefreshToken)));

        using var refused = await app.PostAsync("/refresh", dead, own);
        using var byHeader = await app.PostAsync("/refresh", ("Authorization", "Bearer " + ended.RefreshToken), own);
        using var foreign = await app.PostAsync(
            "/refresh", ("Cookie", BrowserClient.Refresh(other.RefreshToken)), ("Sec-Fetch-Site", "cross-site"));
        using var unknown = await app.PostAsync("/refresh", ("Cookie", BrowserClient.Refresh(ended.RefreshToken + "A")), own);

        refused.Should().BeRefused(JwtErrorCode.TokenRevoked);
        refused.SetCookies().Should().HaveCount(2).And.OnlyContain(line => line.Contains("1970", StringComparison.Ordinal));
        foreach (var response in new[] { byHeader, foreign, unknown })
        {
            response.IsSuccessStatusCode.Should().BeFalse();
            response.SetCookies().Should().BeEmpty();
        }
    }

    [Test]
    public async Task A_refresh_cookie_that_was_reused_is_cleared_and_one_whose_exchange_fails_is_kept()
    {
        await using var app = await StartAsync();
        var (pair, other) = (app.Jwt.CreateTokenPair("bob"), app.Jwt.CreateTokenPair("bob"));
        (string, string)[] headers = [("Cookie", BrowserClient.Refresh(pair.RefreshToken)), ("Sec-Fetch-Site", "same-origin")];
        using var first = await app.PostAsync("/refresh", headers);
        using var used = await app.GetWithHeaderAsync("/me", ("Cookie", first.CookieHeader()));
        app.Time.Advance(TimeSpan.FromSeconds(11));

        using var reused = await app.PostAsync("/refresh", headers);
        using var own = await app.PostAsync("/refresh", ("Cookie", BrowserClient.Refresh(other.RefreshToken)), headers[1]);

        used.Should().BeOk();
        reused.Should().BeRefused(JwtErrorCode.RefreshReused);
        reused.SetCookies().Should().HaveCount(2).And.OnlyContain(line => line.Contains("1970"));
        own.SetCookies().Should().HaveCount(2).And.NotContain(line => line.Contains("1970"));
    }

    private static IEnumerable<TestCaseData> WrongOptions =>
    [
        Wrong("*AccessName is '__Host-a'*no Domain*", cfg => (cfg.Cookies.AccessName, cfg.Cookies.Domain) = ("__Host-a", "example.com")),
        Wrong("*RefreshName is '__Host-r'*", cfg => (cfg.Cookies.RefreshName, cfg.Cookies.RefreshPath) = ("__Host-r", "/auth")),
        Wrong("*AccessName is 'a b'*not a valid cookie name*", cfg => cfg.Cookies.AccessName = "a b"),
        Wrong("*AccessName and Cookies.RefreshName are the same*", cfg => cfg.Cookies.AccessName = cfg.Cookies.RefreshName = "same"),
        Wrong("*Csrf.AccessCookieName is 'a=b'*not a valid cookie name*", cfg => cfg.Csrf.AccessCookieName = "a=b"),
        Wrong("*Csrf.RefreshCookieName is ''*not a valid cookie name*", cfg => cfg.Csrf.RefreshCookieName = ""),
        Wrong("*Csrf.AccessCookieName is '__Host-c'*no Domain*",
            cfg => (cfg.Csrf.AccessCookieName, cfg.Cookies.Domain) = ("__Host-c", "a.com")),
        Wrong("*Csrf.RefreshCookieName is '__host-c'*", cfg => (cfg.Csrf.RefreshCookieName, cfg.Cookies.Path) = ("__host-c", "/app")),
        Wrong("*Csrf.AccessCookieName and Csrf.RefreshCookieName are the same*",
            cfg => cfg.Csrf.AccessCookieName = cfg.Csrf.RefreshCookieName = "same"),
        Wrong("*Cookies.RefreshName and Csrf.AccessCookieName are the same*'token'*",
            cfg => (cfg.Csrf.AccessCookieName, cfg.Cookies.RefreshName) = ("__Secure-token", "__Host-token")),
        Wrong("*Cookies.AccessName and Csrf.RefreshCookieName are the same*", cfg => cfg.Csrf.RefreshCookieName = "access_token"),
        Wrong("*Cookies.Path is 'auth'*", cfg => cfg.Cookies.Path = "auth"),
        Wrong("*Cookies.RefreshPath is ''*", cfg => cfg.Cookies.RefreshPath = ""),
        Wrong("*Cookies.Domain is 'https://example.com'*", cfg => cfg.Cookies.Domain = "https://example.com"),
        Wrong("*Cookies.SameSite is Unspecified*", cfg => cfg.Cookies.SameSite = SameSiteMode.Unspecified),
        Wrong("*RefreshWithin is set, but OnRefresh is not*", cfg => cfg.Cookies.RefreshWithin = TimeSpan.FromMinutes(5)),
        Wrong("*Cookies.Carry is 2. Set one of: Both, RefreshOnly*", cfg => cfg.Cookies.Carry = (CookieCarry)2),
        Wrong("*RefreshWithin is set beside Cookies.RefreshPath*", cfg => Renew(cfg).Cookies.RefreshPath = "/auth"),
        Wrong("*RefreshWithin is set, but Cookies.Carry is RefreshOnly*", cfg => Renew(cfg).Cookies.Carry = CookieCarry.RefreshOnly),
        Wrong("*RefreshWithin is 00:15:00. Set*", cfg => cfg.Cookies.RefreshWithin = TimeSpan.FromMinutes(15)),
        Wrong("*TrustedOrigins holds 'https://app.example.com/'*", cfg => cfg.Csrf.TrustedOrigins.Add("https://app.example.com/")),
        Wrong("*TrustedOrigins holds 'null'*", cfg => cfg.Csrf.TrustedOrigins.Add("null")),
        Wrong("*TrustedOrigins holds 'https://App.example.com'*", cfg => cfg.Csrf.TrustedOrigins.Add("https://App.example.com")),
        Wrong("*TrustedOrigins holds 'https://app.example.com:443'*", cfg => cfg.Csrf.TrustedOrigins.Add("https://app.example.com:443")),
        Wrong("*TrustedOrigins holds 'https://*.example.com'*", cfg => cfg.Csrf.TrustedOrigins.Add("https://*.example.com")),
        Wrong("*TrustedOrigins holds 'https://bücher.example'*punycode*", cfg => cfg.Csrf.TrustedOrigins.Add("https://bücher.example")),
        Wrong("*TrustedOrigins holds 'capacitor://localhost/'*", cfg => cfg.Csrf.TrustedOrigins.Add("capacitor://localhost/")),
        Wrong("*TrustedOrigins holds 'Tauri://localhost'*", cfg => cfg.Csrf.TrustedOrigins.Add("Tauri://localhost")),
        Wrong("*TrustedOrigins holds 'capacitor://'*", cfg => cfg.Csrf.TrustedOrigins.Add("capacitor://")),
        Wrong("*TrustedOrigins holds 'file:///app'*", cfg => cfg.Csrf.TrustedOrigins.Add("file:///app")),
        Wrong("*Csrf.HeaderName is 'X Y'*", cfg => cfg.Csrf.HeaderName = "X Y"),
        Wrong("*Csrf.FormField is empty*", cfg => cfg.Csrf.FormField = " "),
        Wrong("*Csrf.Mode is 9*", cfg => cfg.Csrf.Mode = (CsrfMode)9),
        Wrong("*Locations holds Ticket*", cfg => cfg.Locations.Add(TokenLocation.Ticket)),
    ];

    [TestCaseSource(nameof(WrongOptions))]
    public void A_wrong_option_stops_the_start_with_its_cure(string message, Action<JwtOptions> configure) =>
        FluentActions.Invoking(() => new TestService(configure)).Should().Throw<OptionsValidationException>().WithMessage(message);

    [Test]
    public async Task RefreshWithin_is_valid_where_pages_get_the_refresh_cookie_too()
    {
        var start = async () => await new TestService(cfg => Renew(cfg).Cookies.RefreshPath = "/").DisposeAsync();

        await start.Should().NotThrowAsync();
    }

    [Test]
    public async Task An_endpoint_that_never_gets_the_refresh_cookie_stops_the_start()
    {
        var start = () => StartAsync(cfg => cfg.Cookies.RefreshPath = "/elsewhere");

        await start.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("*POST /refresh*RefreshPath is '/elsewhere'*").WithMessage("*POST /logout'*");
        await (await StartAsync(cfg => cfg.Cookies.RefreshPath = "/auth", prefix: "/auth")).DisposeAsync();
    }

    private static JwtOptions Renew(JwtOptions cfg)
    {
        cfg.OnRefresh(_ => default);
        cfg.Cookies.RefreshWithin = TimeSpan.FromMinutes(5);
        return cfg;
    }

    private static TestCaseData Wrong(string message, Action<JwtOptions> configure) => new(message, configure);

    private static TokenDescriptor? Sized(int? size) =>
        size is { } length ? new TokenDescriptor { Claims = new() { ["x"] = new string('x', length) } } : null;

    private static Task<TestApp> StartAsync(
        Action<JwtOptions>? configure = null, string environment = "Production", string prefix = "") => TestApp.StartAsync(
        routes =>
        {
            var auth = routes.MapGroup(prefix);
            auth.MapPost("/login", (HttpResponse response, JwtService jwt, int? size) =>
                response.SetTokenCookies(jwt.CreateTokenPair("alice", Sized(size))));
            auth.MapJwtRefresh();
            auth.MapJwtLogout();
            auth.MapJwtLogoutAll();
            routes.MapGet("/me", (Token token, HttpContext context) => $"{token.Identity} by {context.GetJwtLocation()}").RequireJwt();
        },
        cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
            configure?.Invoke(cfg);
        },
        environment: environment);
}
