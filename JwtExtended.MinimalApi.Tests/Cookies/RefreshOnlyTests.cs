using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Cookies;

/// <summary>Front ends that keep the access token in memory: only the refresh token is a cookie.</summary>
public sealed class RefreshOnlyTests
{
    [Test]
    public async Task A_login_sets_only_the_refresh_cookie_and_its_double_submit()
    {
        await using var app = await StartAsync();
        await using var doubleSubmit = await StartAsync(cfg => cfg.Csrf.Mode = CsrfMode.DoubleSubmit);

        using var login = await app.PostAsync("/auth/login");
        using var doubleLogin = await doubleSubmit.PostAsync("/auth/login");

        login.SetCookies().Should().ContainSingle().Which.Should().MatchRegex("^__Secure-refresh_token=[^;]+;.*; path=/auth; secure");
        login.Headers.CacheControl!.NoStore.Should().BeTrue();
        NamesOf(doubleLogin).Should().Equal("__Secure-refresh_token", "__Secure-csrf_refresh_token");
    }

    [Test]
    public async Task A_refresh_by_cookie_returns_the_access_token_and_never_the_refresh_token()
    {
        await using var app = await StartAsync();
        using var login = await app.PostAsync("/auth/login");
        app.Time.Advance(TimeSpan.FromSeconds(1));

        using var refresh = await RefreshAsync(app, login);
        using var forged = await app.PostAsync(
            "/auth/refresh", ("Cookie", refresh.CookieHeader()), ("Sec-Fetch-Site", "cross-site"));

        using var body = JsonDocument.Parse(await refresh.Content.ReadAsStringAsync());
        body.RootElement.EnumerateObject().Select(member => member.Name).Should().Equal("access_token", "token_type", "expires_in");
        body.RootElement.GetProperty("token_type").GetString().Should().Be("Bearer");
        body.RootElement.GetProperty("expires_in").GetInt32().Should().Be(900);
        (await app.GetAsync("/me", body.RootElement.GetProperty("access_token").GetString())).Should().BeOk("alice");
        NamesOf(refresh).Should().Equal("__Secure-refresh_token");
        refresh.CookieHeader().Should().NotBe(login.CookieHeader(), "the refresh token is rotated");
        refresh.Headers.CacheControl!.NoStore.Should().BeTrue();
        forged.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        (await RefreshAsync(app, refresh)).Should().BeOk();
    }

    [Test]
    public async Task An_access_cookie_is_not_accepted_and_does_not_disturb_a_refresh()
    {
        await using var app = await StartAsync();
        await using var both = await StartAsync(cfg => cfg.Cookies.Carry = CookieCarry.Both);
        using var login = await app.PostAsync("/auth/login");
        (string, string) CookieFor(TestApp target) => ("Cookie", BrowserClient.Access(target.Jwt.CreateTokenPair("mallory").AccessToken));

        using var refused = await app.GetWithHeaderAsync("/me", CookieFor(app));
        using var accepted = await both.GetWithHeaderAsync("/me", CookieFor(both));
        using var refresh = await app.PostAsync(
            "/auth/refresh", ("Cookie", $"{CookieFor(app).Item2}; {login.CookieHeader()}"), ("Sec-Fetch-Site", "same-origin"));

        refused.Should().BeRefused(JwtErrorCode.TokenMissing);
        accepted.Should().BeOk("mallory");
        refresh.Should().BeOk();
    }

    [Test]
    public async Task Clearing_and_logout_clear_every_cookie_that_an_earlier_configuration_may_have_set()
    {
        await using var app = await StartAsync();
        using var login = await app.PostAsync("/auth/login");

        using var clear = await app.PostAsync("/auth/clear");
        using var logout = await app.PostAsync("/auth/logout", ("Cookie", login.CookieHeader()), ("Sec-Fetch-Site", "same-origin"));

        foreach (var response in new[] { clear, logout })
            NamesOf(response).Should().Equal("__Host-access_token", "__Secure-refresh_token");
        (await RefreshAsync(app, login)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task SetAccessCookie_is_misuse()
    {
        await using var app = await StartAsync();

        using var response = await app.PostAsync("/auth/access");

        response.SetCookies().Should().BeEmpty();
        app.Logs.GetSnapshot().Should().Contain(log =>
            log.Exception is InvalidOperationException && log.Exception.Message.Contains("Cookies.Carry is RefreshOnly"));
    }

    private static Task<HttpResponseMessage> RefreshAsync(TestApp app, HttpResponseMessage login) => app.PostAsync(
        "/auth/refresh", ("Cookie", login.CookieHeader()), ("Sec-Fetch-Site", "same-origin"));

    private static IEnumerable<string> NamesOf(HttpResponseMessage response) => response.SetCookies().Select(line => line.Split('=')[0]);

    private static Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) => TestApp.StartAsync(
        routes =>
        {
            var auth = routes.MapGroup("/auth");
            auth.MapPost("/login", (HttpResponse response, JwtService jwt) => response.SetTokenCookies(jwt.CreateTokenPair("alice")));
            auth.MapPost("/access", (HttpResponse response, JwtService jwt) => response.SetAccessCookie(jwt.CreateAccessToken("alice")));
            auth.MapPost("/clear", (HttpResponse response) => response.ClearTokenCookies());
            auth.MapJwtRefresh();
            auth.MapJwtLogout();
            routes.MapGet("/me", (Token token) => token.Identity);
        },
        cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Cookies.Carry = CookieCarry.RefreshOnly;
            cfg.Cookies.RefreshPath = "/auth";
            configure?.Invoke(cfg);
        });
}
