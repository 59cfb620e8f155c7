using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Cookies;

/// <summary>Where browsers send the cookies, and whose scripts can read those of the double submit.</summary>
public sealed class CookiePathTests
{
    [TestCase("/", "/")]
    [TestCase("/shop", "/shop")]
    public async Task The_csrf_cookies_belong_to_the_pages_also_with_a_RefreshPath(string path, string expected)
    {
        await using var app = await StartAsync(cfg =>
        {
            cfg.Csrf.Mode = CsrfMode.DoubleSubmit;
            cfg.Cookies.Path = path;
            cfg.Cookies.RefreshPath = "/auth";
        });

        using var login = await app.PostAsync("/auth/login");
        using var logout = await app.PostAsync("/auth/clear");

        var csrf = ValueOf(login, "__Secure-csrf_refresh_token");
        using var refresh = await app.PostAsync(
            "/auth/refresh", ("Cookie", login.CookieHeader()), ("Sec-Fetch-Site", "same-origin"), ("X-CSRF-Token", csrf));
        using var forged = await app.PostAsync(
            "/auth/refresh", ("Cookie", login.CookieHeader()), ("Sec-Fetch-Site", "same-origin"));
        refresh.Should().BeOk();
        forged.Should().BeRefused(JwtErrorCode.CsrfMissing);
        foreach (var response in new[] { login, refresh, logout })
        {
            PathsOf(response).Should().BeEquivalentTo(new Dictionary<string, string>
            {
                [path == "/" ? "__Host-access_token" : "__Secure-access_token"] = expected,
                ["__Secure-refresh_token"] = "/auth",
                ["__Secure-csrf_access_token"] = expected,
                ["__Secure-csrf_refresh_token"] = expected,
            });
        }
    }

    [Test]
    public async Task Paths_are_paths_of_the_app_and_PathBase_is_added_to_them()
    {
        await using var app = await StartAsync(
            cfg => (cfg.Cookies.Path, cfg.Cookies.RefreshPath) = ("/pages", "/auth"), pipeline: app => app.UsePathBase("/my shop"));

        using var login = await app.PostAsync("/my%20shop/auth/login");
        using var clear = await app.PostAsync("/my%20shop/auth/clear");
        using var direct = await app.PostAsync("/auth/login");

        foreach (var response in new[] { login, clear })
        {
            PathsOf(response).Should().BeEquivalentTo(new Dictionary<string, string>
            {
                ["__Secure-access_token"] = "/my%20shop/pages",
                ["__Secure-refresh_token"] = "/my%20shop/auth",
            });
        }

        PathsOf(direct).Values.Should().Equal("/pages", "/auth");
    }

    [Test]
    public async Task The_root_stays_the_root_of_the_host_so_that_the_prefix_Host_is_possible()
    {
        await using var app = await StartAsync(pipeline: app => app.UsePathBase("/shop"));

        using var login = await app.PostAsync("/shop/auth/login");

        PathsOf(login).Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["__Host-access_token"] = "/",
            ["__Host-refresh_token"] = "/",
        });
    }

    [Test]
    public async Task A_PathBase_cannot_write_attributes_of_a_cookie()
    {
        await using var app = await StartAsync(
            cfg => cfg.Cookies.RefreshPath = "/auth", pipeline: app => app.UsePathBase("/a;domain=evil.example"));

        using var login = await app.PostAsync("/a;domain=evil.example/auth/login");

        login.SetCookies().Should().HaveCount(2).And.AllSatisfy(line => line.Should().NotContain("; domain").And.NotContain(";domain"));
    }

    private static string ValueOf(HttpResponseMessage response, string name) =>
        response.SetCookies().Single(line => line.StartsWith(name + "=", StringComparison.Ordinal)).Split('=', ';')[1];

    private static Dictionary<string, string> PathsOf(HttpResponseMessage response) => response.SetCookies().ToDictionary(
        line => line[..line.IndexOf('=', StringComparison.Ordinal)],
        line => line.Split("; ").Single(part => part.StartsWith("path=", StringComparison.Ordinal))["path=".Length..]);

    private static Task<TestApp> StartAsync(
        Action<JwtOptions>? configure = null, Action<WebApplication>? pipeline = null) => TestApp.StartAsync(
        routes =>
        {
            routes.UseRouting();
            var auth = routes.MapGroup("/auth");
            auth.MapPost("/login", (HttpResponse response, JwtService jwt) => response.SetTokenCookies(jwt.CreateTokenPair("alice")));
            auth.MapPost("/clear", (HttpResponse response) => response.ClearTokenCookies());
            auth.MapJwtRefresh();
        },
        cfg =>
        {
            cfg.Locations.Add(TokenLocation.Cookie);
            configure?.Invoke(cfg);
        },
        pipeline: pipeline);
}
