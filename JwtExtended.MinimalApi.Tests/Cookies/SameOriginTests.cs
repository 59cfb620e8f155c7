using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Cookies;

/// <summary>What <c>RequireSameOrigin</c> adds to an endpoint, and what it leaves in force.</summary>
public sealed class SameOriginTests
{
    [Test]
    public async Task Same_origin_and_RequireJwt_are_both_enforced()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapPost("/both", () => "both").RequireJwt().RequireSameOrigin();
            routes.MapPost("/parameter", (Token token) => token.Identity).RequireSameOrigin();
        });
        var token = app.Jwt.CreateAccessToken("alice");

        foreach (var path in new[] { "/both", "/parameter" })
        {
            (await app.PostAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
            (await app.PostAsync(path, ("Authorization", "Bearer " + token), ("Sec-Fetch-Site", "cross-site")))
                .Should().BeRefused(JwtErrorCode.CsrfMismatch);
            (await app.PostAsync(path, ("Authorization", "Bearer " + token))).Should().BeOk();
        }
    }

    [Test]
    public async Task A_foreign_Token_stops_the_start_on_a_same_origin_endpoint_too()
    {
        var start = () => TestApp.StartAsync(
            routes => routes.MapPost("/login", (Foreign.Token token) => token.Identity).RequireSameOrigin());

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*is not the Token of JwtExtended.MinimalApi*");
    }

    [TestCase(CsrfMode.Automatic)]
    [TestCase(CsrfMode.DoubleSubmit)]
    [TestCase(CsrfMode.Off)]
    public async Task A_cross_site_login_is_refused_in_every_mode(CsrfMode mode)
    {
        await using var app = await StartAsync(mode);

        foreach (var path in new[] { "/login", "/login/guarded", "/login/any" })
        {
            foreach (var header in new[] { ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example"), ("Origin", "null") })
            {
                using var forged = await app.PostAsync(path, header);
                forged.Should().BeRefused(JwtErrorCode.CsrfMismatch, path);
                forged.SetCookies().Should().BeEmpty();
            }

            (await app.PostAsync(path, ("Sec-Fetch-Site", "same-origin"))).SetCookies().Should().NotBeEmpty();
            (await app.PostAsync(path, ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://app.example")))
                .SetCookies().Should().NotBeEmpty("the origin is trusted");
            (await app.PostAsync(path)).SetCookies().Should().NotBeEmpty("the client is not a browser");
        }

        using var navigation = await app.GetWithHeaderAsync("/login/any", ("Sec-Fetch-Site", "cross-site"));
        navigation.SetCookies().Should().NotBeEmpty("a redirect back from a provider is a GET");
    }

    [Test]
    public async Task A_cross_site_handshake_is_refused_by_RequireSameOrigin()
    {
        await using var app = await StartAsync(CsrfMode.Off);
        string[] upgrade = ["Upgrade: websocket", "Connection: Upgrade"];

        using var forged = await app.SendRawAsync("GET", "/login/any", [.. upgrade, "Origin: https://evil.example"]);
        using var own = await app.SendRawAsync("GET", "/login/any", [.. upgrade, "Origin: https://app.example"]);

        forged.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        own.Should().BeOk();
    }

    [TestCase("GET")]
    [TestCase("GET", "HEAD")]
    [TestCase("options")]
    public async Task RequireSameOrigin_on_safe_methods_alone_stops_the_start(params string[] methods)
    {
        var start = () => TestApp.StartAsync(routes => routes.MapMethods("/login", methods, () => "").RequireSameOrigin());
        var startProtected = () => TestApp.StartAsync(
            routes => routes.MapGroup("/auth").RequireSameOrigin().MapMethods("/login", methods, (Token token) => token.Identity));

        await start.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("Endpoint '* /login' calls RequireSameOrigin(), but * safe*Map it with POST*");
        await startProtected.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("Endpoint '* /auth/login' calls RequireSameOrigin(), but * safe*");
        await using var mixed = await TestApp.StartAsync(
            routes => routes.MapMethods("/login", [.. methods, "POST"], () => "").RequireSameOrigin());
        (await mixed.PostAsync("/login")).Should().BeOk();
    }

    private static void SignIn(HttpResponse response, JwtService jwt) => response.SetTokenCookies(jwt.CreateTokenPair("alice"));

    private static Task<TestApp> StartAsync(CsrfMode mode) => TestApp.StartAsync(
        routes =>
        {
            routes.MapPost("/login", SignIn);
            routes.MapPost("/login/guarded", SignIn).RequireSameOrigin();
            routes.Map("/login/any", SignIn).RequireSameOrigin();
        },
        cfg =>
        {
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Csrf.Mode = mode;
            cfg.Csrf.TrustedOrigins.Add("https://app.example");
        });

    [TestCase(true, 403)]
    [TestCase(false, 500)]
    public async Task An_exception_handler_takes_a_refused_login_for_an_error_only_behind_the_middleware(bool inFront, int status)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                if (!inFront)
                    routes.UseExceptionHandler("/error");
                routes.MapPost("/login", SignIn);
                routes.Map("/error", () => "sorry");
            },
            cfg => cfg.Locations.Add(TokenLocation.Cookie),
            pipeline: app =>
            {
                if (inFront)
                    app.UseExceptionHandler("/error");
            });

        using var response = await app.PostAsync("/login", ("Sec-Fetch-Site", "cross-site"));

        ((int)response.StatusCode).Should().Be(status);
        response.SetCookies().Should().BeEmpty();
    }

    [TestCase("cross-site", true)]
    [TestCase("same-origin", false)]
    public async Task Where_routing_skips_the_middleware_a_handler_that_sets_cookies_is_refused_as_elsewhere(string site, bool isRefused)
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapPost("/login", (HttpResponse response, JwtService jwt) => response.SetTokenCookies(jwt.CreateTokenPair("alice")))
                .RequireSameOrigin()
                .ShortCircuit();
            routes.MapPost("/renew", (HttpResponse response, JwtService jwt, Token token) =>
                response.SetTokenCookies(jwt.CreateTokenPair(token.Identity))).RequireJwt().ShortCircuit();
        }, cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
        });
        var token = ("Authorization", "Bearer " + app.Jwt.CreateAccessToken("alice"));

        foreach (var path in new[] { "/login", "/renew" })
        {
            using var response = await app.PostAsync(path, ("Sec-Fetch-Site", site), token);

            if (isRefused)
                response.Should().BeRefused(JwtErrorCode.CsrfMismatch);
            response.SetCookies().Should().HaveCount(isRefused ? 0 : 2);
        }
    }
}
