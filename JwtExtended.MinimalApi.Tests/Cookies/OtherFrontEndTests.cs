using System.Net;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Cookies;

/// <summary>A front end that was written for Flask-JWT-Extended: it reads a cookie and repeats it in a header.</summary>
public sealed class OtherFrontEndTests
{
    // As that library has it: the browser sends its headers in any spelling.
    private const string Header = "X-CSRF-TOKEN";
    private const string AccessCsrf = "csrf_access_token";
    private const string RefreshCsrf = "csrf_refresh_token";

    private static readonly (string, string) SameOrigin = ("Sec-Fetch-Site", "same-origin");

    [Test]
    public async Task The_names_of_that_library_work_from_login_to_logout()
    {
        await using var app = await StartAsync();

        using var login = await app.PostAsync("/login");
        using var order = await PostAsync(app, "/orders", login, Value(login, AccessCsrf));
        using var refresh = await PostAsync(app, "/refresh", login, Value(login, RefreshCsrf));
        using var renewed = await PostAsync(app, "/orders", refresh, Value(refresh, AccessCsrf));
        using var logout = await PostAsync(app, "/logout", refresh, Value(refresh, RefreshCsrf));

        login.SetCookies().Select(static line => line.Split('=')[0])
            .Should().BeEquivalentTo("access_token_cookie", "refresh_token_cookie", AccessCsrf, RefreshCsrf);
        order.Should().BeOk("ordered");
        refresh.StatusCode.Should().Be(HttpStatusCode.OK);
        Value(refresh, AccessCsrf).Should().NotBe(Value(login, AccessCsrf), "a value is renewed with its token");
        Value(refresh, RefreshCsrf).Should().NotBe(Value(login, RefreshCsrf));
        renewed.Should().BeOk("ordered");
        logout.StatusCode.Should().Be(HttpStatusCode.NoContent);
        logout.SetCookies().Should().HaveCount(4).And.AllSatisfy(static line => line.Should().Contain("max-age=0"));
    }

    [Test]
    public async Task A_value_counts_with_its_own_token_alone()
    {
        await using var app = await StartAsync();
        using var login = await app.PostAsync("/login");
        using var other = await app.PostAsync("/login");

        (await PostAsync(app, "/orders", login, Value(login, RefreshCsrf))).Should().BeRefused(JwtErrorCode.CsrfMismatch);
        (await PostAsync(app, "/refresh", login, Value(login, AccessCsrf))).Should().BeRefused(JwtErrorCode.CsrfMismatch);
        (await PostAsync(app, "/orders", login, Value(other, AccessCsrf))).Should().BeRefused(JwtErrorCode.CsrfMismatch);
        (await PostAsync(app, "/orders", login, null)).Should().BeRefused(JwtErrorCode.CsrfMissing);
        (await PostAsync(app, "/orders", login, Value(login, AccessCsrf))).Should().BeOk("ordered");
        (await PostAsync(app, "/refresh", login, Value(login, RefreshCsrf))).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    // A sibling host can set the readable cookie, and never the claim of the token.
    [Test]
    public async Task The_header_is_compared_with_the_token_and_not_with_the_cookie()
    {
        await using var app = await StartAsync();
        using var login = await app.PostAsync("/login");
        var planted = login.CookieHeader().Replace(Value(login, AccessCsrf), "planted", StringComparison.Ordinal);

        using var forged = await app.PostAsync("/orders", ("Cookie", planted), SameOrigin, (Header, "planted"));
        using var own = await app.PostAsync("/orders", ("Cookie", planted), SameOrigin, (Header, Value(login, AccessCsrf)));

        forged.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        own.Should().BeOk("ordered");
    }

    [Test]
    public async Task The_readable_cookies_have_the_attributes_of_the_token_cookies_but_one()
    {
        await using var app = await StartAsync(
            static cfg =>
            {
                (cfg.Cookies.Domain, cfg.Cookies.Path, cfg.Cookies.RefreshPath) = ("example.com", "/", "/auth");
                (cfg.Cookies.SameSite, cfg.Cookies.Partitioned) = (SameSiteMode.None, true);
            },
            sessions: "/auth");

        using var login = await app.PostAsync("/login");

        var lines = login.SetCookies().ToDictionary(static line => line.Split('=')[0], AttributesOf);
        lines[AccessCsrf].Should().BeEquivalentTo(lines["access_token_cookie"].Except(["httponly"]));
        lines[RefreshCsrf].Should().BeEquivalentTo(
            lines["refresh_token_cookie"].Except(["httponly", "path=/auth"]).Append("path=/"), "the pages of the app read it");
        lines[AccessCsrf].Should().Contain(["secure", "samesite=none", "domain=example.com", "path=/", "partitioned"]);

        static string[] AttributesOf(string line) => [.. line.Split("; ").Skip(1).Select(static part => part.ToLowerInvariant())];
    }

    [Test]
    public async Task A_page_view_that_renews_the_tokens_renews_the_values()
    {
        await using var app = await StartAsync(static cfg =>
        {
            cfg.Cookies.RefreshWithin = TimeSpan.FromMinutes(5);
            cfg.OnRefresh(static context => ValueTask.FromResult<TokenDescriptor?>(TokenDescriptor.From(context.Token)));
        });
        using var login = await app.PostAsync("/login");
        app.Time.Advance(TimeSpan.FromMinutes(12));

        using var page = await app.GetWithHeaderAsync(
            "/page", ("Cookie", login.CookieHeader()), ("Sec-Fetch-Mode", "navigate"), SameOrigin);

        page.Should().BeOk("alice");
        page.SetCookies().Should().HaveCount(4);
        (await PostAsync(app, "/orders", page, Value(page, AccessCsrf))).Should().BeOk("ordered");
    }

    private static Task<HttpResponseMessage> PostAsync(TestApp app, string path, HttpResponseMessage cookies, string? csrf)
    {
        (string, string)[] headers = [("Cookie", cookies.CookieHeader()), SameOrigin];
        return app.PostAsync(path, csrf is null ? headers : [.. headers, (Header, csrf)]);
    }

    private static string Value(HttpResponseMessage response, string cookie) => response.SetCookies()
        .Single(line => line.StartsWith(cookie + "=", StringComparison.Ordinal)).Split('=', ';')[1];

    private static Task<TestApp> StartAsync(Action<JwtOptions>? configure = null, string sessions = "") => TestApp.StartAsync(
        routes =>
        {
            routes.MapPost("/login", static (HttpResponse response, JwtService jwt) =>
                response.SetTokenCookies(jwt.CreateTokenPair("alice")));
            routes.MapPost("/orders", static () => "ordered").RequireJwt();
            routes.MapGet("/page", static (Token token) => token.Identity).RequireJwt();
            routes.MapJwtRefresh(sessions + "/refresh");
            routes.MapJwtLogout(sessions + "/logout");
        },
        cfg =>
        {
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Csrf.Mode = CsrfMode.DoubleSubmit;
            (cfg.Cookies.AccessName, cfg.Cookies.RefreshName) = ("access_token_cookie", "refresh_token_cookie");
            (cfg.Csrf.AccessCookieName, cfg.Csrf.RefreshCookieName) = (AccessCsrf, RefreshCsrf);
            configure?.Invoke(cfg);
        });
}
