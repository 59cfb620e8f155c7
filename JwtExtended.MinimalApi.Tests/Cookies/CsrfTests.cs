using System.Net.WebSockets;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Cookies;

/// <summary>Cross-site requests with the cookies of a user, next to the requests of the app's own pages.</summary>
public sealed class CsrfTests
{
    private const string Missing = nameof(JwtErrorCode.CsrfMissing);
    private const string Mismatch = nameof(JwtErrorCode.CsrfMismatch);
    private const string Passes = "";

    [TestCase(Passes, "Sec-Fetch-Site: same-origin")]
    [TestCase(Passes, "Sec-Fetch-Site: none")]
    [TestCase(Mismatch, "Sec-Fetch-Site: cross-site")]
    [TestCase(Mismatch, "Sec-Fetch-Site: same-site")]
    [TestCase(Mismatch, "Sec-Fetch-Site: Same-Origin")]
    [TestCase(Mismatch, "Sec-Fetch-Site: cross-site", "Origin: {own}")]
    [TestCase(Passes, "Sec-Fetch-Site: cross-site", "Origin: https://app.example.com")]
    [TestCase(Mismatch, "Sec-Fetch-Site: cross-site", "Origin: https://app.example.com.evil.example")]
    [TestCase(Mismatch, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: same-origin")]
    [TestCase(Passes, "Origin: {own}")]
    [TestCase(Passes, "Origin: https://app.example.com")]
    [TestCase(Mismatch, "Origin: https://app.example.com:444")]
    [TestCase(Mismatch, "Origin: null")]
    [TestCase(Mismatch, "Origin: https://evil.example")]
    [TestCase(Mismatch, "Origin: chrome-extension://abcdefghijklmnop")]
    [TestCase(Mismatch, "Origin: capacitor://127.0.0.1")]
    [TestCase(Mismatch, "Origin: {own}/")]
    [TestCase(Mismatch, "Origin: {own}.evil.example")]
    [TestCase(Mismatch, "Origin: {own}", "Origin: {own}")]
    [TestCase(Mismatch, "Origin: https://{host}")]
    [TestCase(Mismatch, "Origin: ")]
    [TestCase(Missing)]
    [TestCase(Mismatch, "X-CSRF-Token: wrong")]
    [TestCase(Missing, "X-CSRF-Token: ")]
    [TestCase(Passes, "X-CSRF-Token: {csrf}")]
    [TestCase(Mismatch, "X-CSRF-Token: {csrf}", "X-CSRF-Token: {csrf}")]
    [TestCase(Mismatch, "X-CSRF-Token: {csrf}", "Sec-Fetch-Site: cross-site")]
    [TestCase(Mismatch, "X-CSRF-Token: {csrf}", "Origin: https://evil.example")]
    public async Task Automatic_decides_by_what_the_browser_reports(string code, params string[] headers)
    {
        await using var app = await StartAsync();

        using var response = await PostAsync(app, "/notes", headers);

        Check(response, code);
    }

    [TestCase(Missing, "Sec-Fetch-Site: same-origin")]
    [TestCase(Mismatch, "Sec-Fetch-Site: same-origin", "X-CSRF-Token: {refresh}")]
    [TestCase(Passes, "Sec-Fetch-Site: same-origin", "X-CSRF-Token: {csrf}")]
    [TestCase(Passes, "X-CSRF-Token: {csrf}")]
    [TestCase(Mismatch, "Sec-Fetch-Site: cross-site", "X-CSRF-Token: {csrf}")]
    public async Task DoubleSubmit_always_requires_the_header_too(string code, params string[] headers)
    {
        await using var app = await StartAsync(cfg => cfg.Csrf.Mode = CsrfMode.DoubleSubmit);

        using var response = await PostAsync(app, "/notes", headers);

        Check(response, code);
    }

    [Test]
    public async Task DoubleSubmit_sets_readable_cookies_with_separate_values_and_Automatic_sets_none()
    {
        await using var app = await StartAsync(cfg => cfg.Csrf.Mode = CsrfMode.DoubleSubmit);
        await using var automatic = await StartAsync();

        using var login = await app.PostAsync("/login");

        var readable = login.SetCookies().Where(line => !line.Contains("httponly", StringComparison.Ordinal)).ToArray();
        readable.Should().HaveCount(2).And.AllSatisfy(line => line.Should().MatchRegex("^__Secure-csrf_(access|refresh)_token="));
        readable.Select(line => line.Split('=', ';')[1]).Should().OnlyHaveUniqueItems();
        (await automatic.PostAsync("/login")).SetCookies().Should().HaveCount(2);
    }

    [TestCase("Production", "__Host-XSRF-TOKEN", "__Host-refresh-csrf")]
    [TestCase("Development", "XSRF-TOKEN", "refresh-csrf")]
    public async Task The_readable_cookies_have_the_configured_names(string environment, string access, string refresh)
    {
        await using var app = await StartAsync(
            cfg =>
            {
                cfg.Csrf.Mode = CsrfMode.DoubleSubmit;
                (cfg.Csrf.AccessCookieName, cfg.Csrf.RefreshCookieName) = ("__Host-XSRF-TOKEN", "__Host-refresh-csrf");
            },
            environment: environment);

        using var login = await app.PostAsync("/login");
        using var logout = await app.PostAsync("/logout", ("Cookie", login.CookieHeader()));
        using var clear = await app.PostAsync("/clear");

        login.SetCookies().Where(line => !line.Contains("httponly", StringComparison.Ordinal)).Select(line => line.Split('=')[0])
            .Should().Equal(access, refresh);
        logout.Should().BeRefused(JwtErrorCode.CsrfMissing);
        clear.SetCookies().Select(line => line.Split('=')[0]).Should().Contain([access, refresh]).And.HaveCount(4);
    }

    [Test]
    public async Task A_form_field_replaces_the_header_in_forms_of_bounded_size()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");
        var csrf = app.ReadToken(token).Csrf!;

        async Task<HttpResponseMessage> PostFormAsync(string value, string text) => await app.SendAsync(
            HttpMethod.Post,
            "/form",
            new FormUrlEncodedContent([new("csrf_token", value), new("text", text)]),
            ("Cookie", BrowserClient.Access(token)));

        (await PostFormAsync(csrf, "hello")).Should().BeOk("hello");
        (await PostFormAsync("wrong", "hello")).Should().BeRefused(JwtErrorCode.CsrfMismatch);
        (await PostFormAsync("", "hello")).Should().BeRefused(JwtErrorCode.CsrfMissing);
        (await PostFormAsync(csrf, new string('x', 65_536))).Should().BeRefused(JwtErrorCode.CsrfMissing);
    }

    [Test]
    public async Task The_response_names_what_is_missing()
    {
        await using var app = await StartAsync(cfg => cfg.Csrf.HeaderName = "X-My-Token");

        using var response = await PostAsync(app, "/notes");

        (await response.Content.ReadAsStringAsync()).Should().Contain("X-My-Token").And.Contain("csrf_token");
    }

    [Test]
    public async Task Requests_that_change_nothing_and_tokens_in_headers_need_no_proof()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");
        var crossSite = ("Sec-Fetch-Site", "cross-site");

        using var safe = await app.GetWithHeaderAsync("/notes", ("Cookie", BrowserClient.Access(token)), crossSite);
        using var byHeader = await app.PostAsync(
            "/notes", ("Authorization", "Bearer " + token), crossSite, ("Origin", "https://evil.example"));

        safe.Should().BeOk("notes");
        byHeader.Should().BeOk("written");
    }

    [Test]
    public async Task A_method_that_was_overridden_is_not_safe()
    {
        await using var app = await StartAsync(pipeline: app => app.UseHttpMethodOverride());
        var cookie = BrowserClient.Access(app.Jwt.CreateAccessToken("alice"));

        using var forged = await app.PostAsync(
            "/notes", ("Cookie", cookie), ("Sec-Fetch-Site", "cross-site"), ("X-HTTP-Method-Override", "GET"));
        using var open = await app.PostAsync("/any", ("Cookie", cookie), ("Sec-Fetch-Site", "cross-site"));

        forged.Should().BeRefused(JwtErrorCode.CsrfMismatch, "the endpoint that runs lists POST alone, whatever the method is now");
        open.Should().BeRefused(JwtErrorCode.CsrfMismatch);
    }

    [Test]
    public async Task The_check_runs_for_refresh_and_logout_too()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        var cookie = $"{BrowserClient.Access(pair.AccessToken)}; {BrowserClient.Refresh(pair.RefreshToken)}";

        foreach (var path in new[] { "/refresh", "/logout", "/logout/all" })
        {
            using var forged = await app.PostAsync(path, ("Cookie", cookie), ("Sec-Fetch-Site", "cross-site"));
            forged.Should().BeRefused(JwtErrorCode.CsrfMismatch);
            forged.SetCookies().Should().BeEmpty();
        }

        (await app.PostAsync("/refresh", ("Cookie", cookie), ("Sec-Fetch-Site", "same-origin"))).Should().BeOk();
    }

    [Test]
    public async Task A_WebSocket_handshake_by_cookie_is_permitted_only_from_an_own_or_trusted_origin()
    {
        await using var app = await StartAsync();
        var url = new Uri(app.Client.BaseAddress!.AbsoluteUri.Replace("http", "ws", StringComparison.Ordinal) + "socket");
        var cookie = BrowserClient.Access(app.Jwt.CreateAccessToken("alice"));
        var own = app.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);

        async Task<WebSocketState> ConnectAsync(params (string Name, string Value)[] headers)
        {
            using var socket = new ClientWebSocket();
            foreach (var (name, value) in headers.Append(("Cookie", cookie)))
                socket.Options.SetRequestHeader(name, value);
            try
            {
                await socket.ConnectAsync(url, default);
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
                return WebSocketState.Open;
            }
            catch (WebSocketException)
            {
                return WebSocketState.Aborted;
            }
        }

        (await ConnectAsync(("Origin", own))).Should().Be(WebSocketState.Open);
        (await ConnectAsync(("Origin", "https://app.example.com"))).Should().Be(WebSocketState.Open);
        (await ConnectAsync(("Origin", "https://evil.example"))).Should().Be(WebSocketState.Aborted);
        (await ConnectAsync(("Sec-Fetch-Site", "same-origin"))).Should().Be(WebSocketState.Aborted);
        (await ConnectAsync(("Origin", "null"))).Should().Be(WebSocketState.Aborted);
    }

    [Test]
    public async Task A_cross_site_login_is_refused_and_the_apps_own_and_one_without_a_browser_are_not()
    {
        await using var app = await StartAsync();

        using var forged = await app.PostAsync("/login", ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example"));
        using var guarded = await app.PostAsync("/login/guarded", ("Origin", "https://evil.example"));

        forged.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        forged.SetCookies().Should().BeEmpty();
        guarded.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        foreach (var path in new[] { "/login", "/login/guarded" })
        {
            (await app.PostAsync(path, ("Sec-Fetch-Site", "same-origin"))).SetCookies().Should().HaveCount(2);
            (await app.PostAsync(path)).SetCookies().Should().HaveCount(2);
            (await app.PostAsync(path, ("Sec-Fetch-Site", "same-site"), ("Origin", "https://app.example.com")))
                .SetCookies().Should().HaveCount(2);
        }

        (await app.GetWithHeaderAsync("/callback", ("Sec-Fetch-Site", "cross-site")))
            .SetCookies().Should().HaveCount(2, "a redirect back from a provider is a GET");
    }

    [Test]
    public async Task Off_requires_nothing_and_logs_a_warning()
    {
        await using var app = await StartAsync(cfg => cfg.Csrf.Mode = CsrfMode.Off);

        using var response = await PostAsync(app, "/notes", "Sec-Fetch-Site: cross-site");

        response.Should().BeOk("written");
        app.Logs.GetSnapshot().Should().ContainSingle(log => log.Id.Id == 8);
    }

    [Test]
    public async Task When_only_the_scheme_differs_the_log_names_the_proxy()
    {
        await using var app = await StartAsync();

        using var response = await PostAsync(app, "/notes", "Origin: https://{host}");

        response.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        app.Logs.GetSnapshot().Should().ContainSingle(log => log.Category == "JwtExtended.MinimalApi" && log.Id.Id == 13)
            .Which.Message.Should().Contain("UseForwardedHeaders");
    }

    private static void Check(HttpResponseMessage response, string code)
    {
        if (code.Length == 0)
            response.Should().BeOk("written");
        else
            response.Should().BeRefused(Enum.Parse<JwtErrorCode>(code));
    }

    private static async Task<HttpResponseMessage> PostAsync(TestApp app, string path, params string[] headers)
    {
        var pair = app.Jwt.CreateTokenPair("alice");
        string Fill(string text) => text
            .Replace("{own}", app.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("{host}", app.Client.BaseAddress.Authority, StringComparison.Ordinal)
            .Replace("{csrf}", app.ReadToken(pair.AccessToken).Csrf, StringComparison.Ordinal)
            .Replace("{refresh}", app.ReadToken(pair.RefreshToken, TokenType.Refresh).Csrf, StringComparison.Ordinal);
        return await app.PostRawAsync(path, [$"Cookie: {BrowserClient.Access(pair.AccessToken)}", .. headers.Select(Fill)]);
    }

    private static void SignIn(HttpResponse response, JwtService jwt) => response.SetTokenCookies(jwt.CreateTokenPair("alice"));

    private static Task<TestApp> StartAsync(
        Action<JwtOptions>? configure = null,
        Action<WebApplication>? pipeline = null,
        string environment = "Production") => TestApp.StartAsync(
        routes =>
        {
            routes.UseWebSockets();
            routes.MapPost("/login", SignIn);
            routes.MapPost("/login/guarded", SignIn).RequireSameOrigin();
            routes.MapGet("/callback", SignIn);
            routes.MapPost("/clear", (HttpResponse response) => response.ClearTokenCookies());
            routes.MapGet("/notes", () => "notes").RequireJwt();
            routes.MapPost("/notes", () => "written").RequireJwt();
            routes.MapPost("/form", async (HttpRequest request) => (await request.ReadFormAsync())["text"].ToString()).RequireJwt();
            routes.Map("/any", () => "any").RequireJwt();
            routes.MapGet("/socket", async (HttpContext context) =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await socket.ReceiveAsync(new byte[16], default);
            }).RequireJwt();
            routes.MapJwtRefresh();
            routes.MapJwtLogout();
            routes.MapJwtLogoutAll();
        },
        cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Csrf.TrustedOrigins.Add("https://app.example.com");
            configure?.Invoke(cfg);
        },
        pipeline: pipeline,
        environment: environment);
}
