using System.Security.Cryptography;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>Cookies that no longer authenticate anybody, at endpoints that serve everybody: no script can remove them.</summary>
public sealed class OptionalCookieTests
{
    private const string SameOrigin = "Sec-Fetch-Site: same-origin";

    [TestCase("expired", JwtErrorCode.TokenExpired)]
    [TestCase("revoked", JwtErrorCode.TokenRevoked)]
    [TestCase("malformed", JwtErrorCode.TokenMalformed)]
    [TestCase("empty", JwtErrorCode.TokenMalformed)]
    [TestCase("forged", JwtErrorCode.TokenInvalid)]
    [TestCase("of an unknown key", JwtErrorCode.TokenInvalid)]
    [TestCase("of another type", JwtErrorCode.TokenType)]
    public async Task A_dead_cookie_counts_as_none(string kind, JwtErrorCode code)
    {
        await using var app = await StartAsync();
        var (dead, living) = (await CreateAsync(app, kind), await CreateAsync(app, "living"));

        foreach (var path in new[] { "/hello", "/parameter" })
        {
            (await GetAsync(app, path, dead, SameOrigin)).Should().BeOk("stranger");
            (await GetAsync(app, path, living, SameOrigin)).Should().BeOk("alice");
        }

        (await GetAsync(app, "/me", dead)).Should().BeRefused(code, "where a token is required, this one is not accepted");
        (await GetAsync(app, "/me", living)).Should().BeOk("alice");
    }

    [TestCase("expired", JwtErrorCode.TokenExpired)]
    [TestCase("revoked", JwtErrorCode.TokenRevoked)]
    [TestCase("malformed", JwtErrorCode.TokenMalformed)]
    [TestCase("empty", JwtErrorCode.HeaderMalformed)]
    [TestCase("forged", JwtErrorCode.TokenInvalid)]
    public async Task Bad_credentials_in_a_header_stay_refused(string kind, JwtErrorCode code)
    {
        await using var app = await StartAsync();
        var header = ("Authorization", "Bearer " + await CreateAsync(app, kind));
        var living = ("Cookie", BrowserClient.Access(await CreateAsync(app, "living")));

        (await app.GetWithHeaderAsync("/hello", header)).Should().BeRefused(code);
        (await app.GetWithHeaderAsync("/hello", header, living)).Should().BeRefused(code, "a header is always intended");
        (await app.GetWithHeaderAsync("/hello", living)).Should().BeOk("alice");
    }

    [Test]
    public async Task A_header_is_used_beside_a_dead_cookie()
    {
        await using var app = await StartAsync();

        using var response = await app.GetWithHeaderAsync(
            "/hello",
            ("Authorization", "Bearer " + app.Jwt.CreateAccessToken("bob")),
            ("Cookie", BrowserClient.Access(await CreateAsync(app, "revoked"))));

        response.Should().BeOk("bob");
    }

    [Test]
    public async Task A_cookie_that_occurs_twice_stays_ambiguous()
    {
        await using var app = await StartAsync();
        var (living, dead) = (await CreateAsync(app, "living"), await CreateAsync(app, "revoked"));

        using var twice = await app.GetWithHeaderAsync(
            "/hello", ("Cookie", $"{BrowserClient.Access(living)}; {BrowserClient.Access(dead)}"));
        using var once = await GetAsync(app, "/hello", living);

        twice.Should().BeRefused(JwtErrorCode.RequestAmbiguous);
        once.Should().BeOk("alice");
    }

    [Test]
    public async Task A_store_that_does_not_respond_is_reported_and_not_taken_for_a_stranger()
    {
        var store = new ScriptedStore();
        await using var app = await StartAsync(cfg => cfg.Revocation.UseStore(_ => store));
        var living = await CreateAsync(app, "living");

        store.Fail = () => throw new IOException("gone");
        using var failed = await GetAsync(app, "/hello", living, SameOrigin);
        store.Fail = null;

        failed.Should().BeRefused(JwtErrorCode.StoreUnavailable);
        failed.SetCookies().Should().BeEmpty();
        (await GetAsync(app, "/hello", living)).Should().BeOk("alice");
    }

    [TestCase("stranger", "Sec-Fetch-Site: cross-site")]
    [TestCase("stranger", "Origin: https://evil.example")]
    [TestCase("stranger", "X-CSRF-Token: wrong")]
    [TestCase("stranger")]
    [TestCase("alice", SameOrigin)]
    public async Task A_cookie_that_fails_the_forgery_check_counts_as_none(string who, params string[] headers)
    {
        await using var app = await StartAsync();
        var cookie = BrowserClient.Access(await CreateAsync(app, "living"));

        using var optional = await app.PostAsync("/hello", [("Cookie", cookie), .. headers.Select(Split)]);
        using var required = await app.PostAsync("/me", [("Cookie", cookie), .. headers.Select(Split)]);

        optional.Should().BeOk(who);
        optional.SetCookies().Should().BeEmpty();
        required.IsSuccessStatusCode.Should().Be(who == "alice");
    }

    [Test]
    public async Task A_form_field_authenticates_at_an_optional_endpoint_and_a_wrong_one_counts_as_none()
    {
        await using var app = await StartAsync();
        var token = await CreateAsync(app, "living");

        async Task<HttpResponseMessage> PostFormAsync(string value) => await app.SendAsync(
            HttpMethod.Post,
            "/hello",
            new FormUrlEncodedContent([new("csrf_token", value)]),
            ("Cookie", BrowserClient.Access(token)));

        (await PostFormAsync(app.ReadToken(token).Csrf!)).Should().BeOk("alice");
        (await PostFormAsync("wrong")).Should().BeOk("stranger");
    }

    [TestCase("living")]
    [TestCase("revoked")]
    public async Task A_login_in_an_optional_group_is_no_forgery_because_of_the_cookies_of_an_earlier_one(string kind)
    {
        await using var app = await StartAsync();
        var cookie = ("Cookie", BrowserClient.Access(await CreateAsync(app, kind)));

        using var login = await app.PostAsync("/login", cookie);
        using var sameOrigin = await app.PostAsync("/login", cookie, ("Sec-Fetch-Site", "same-origin"));
        using var forged = await app.PostAsync("/login", cookie, ("Sec-Fetch-Site", "cross-site"));

        foreach (var response in new[] { login, sameOrigin })
        {
            response.Should().BeOk();
            response.SetCookies().Should().HaveCount(2, "the new cookies are not cleared again")
                .And.NotContain(line => line.Contains("1970", StringComparison.Ordinal));
        }

        forged.Should().BeRefused(JwtErrorCode.CsrfMismatch, "another site must not sign a user in");
        forged.SetCookies().Should().BeEmpty();
    }

    [TestCase(true, "revoked", SameOrigin)]
    [TestCase(true, "forged", SameOrigin)]
    [TestCase(true, "revoked", "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")]
    [TestCase(true, "revoked", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")]
    [TestCase(false, "revoked", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe")]
    [TestCase(false, "revoked", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image")]
    [TestCase(false, "revoked", "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors")]
    [TestCase(false, "revoked")]
    [TestCase(false, "living", SameOrigin)]
    [TestCase(false, "expired", SameOrigin)]
    [TestCase(false, "malformed", SameOrigin)]
    [TestCase(false, "of an unknown key", SameOrigin)]
    [TestCase(false, "forged without a kid", SameOrigin)]
    [TestCase(false, "of another type", SameOrigin)]
    public async Task Only_an_access_cookie_that_no_node_accepts_again_is_cleared_and_only_for_the_apps_own_pages(
        bool cleared, string kind, params string[] headers)
    {
        await using var app = await StartAsync();
        var cookies = $"{BrowserClient.Access(await CreateAsync(app, kind))}; {BrowserClient.Refresh(app.Jwt.CreateRefreshToken("alice"))}";

        using var response = await app.GetWithHeaderAsync("/hello", [("Cookie", cookies), .. headers.Select(Split)]);

        response.Should().BeOk(kind == "living" ? "alice" : "stranger");
        if (!cleared)
        {
            response.SetCookies().Should().BeEmpty();
            return;
        }

        response.SetCookies().Should().ContainSingle().Which.Should().StartWith("__Host-access_token=;").And.Contain("1970");
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
    }

    [Test]
    public async Task A_dead_cookie_is_not_cleared_where_a_token_is_required()
    {
        await using var app = await StartAsync();

        using var response = await GetAsync(app, "/me", await CreateAsync(app, "revoked"), SameOrigin);

        response.Should().BeRefused(JwtErrorCode.TokenRevoked);
        response.SetCookies().Should().BeEmpty();
    }

    [Test]
    public async Task A_cookie_that_counted_as_none_is_decided_again_where_a_middleware_changes_the_host()
    {
        var seen = new List<string?>();
        await using var app = await StartAsync(pipeline: routes => routes.Use((context, next) =>
        {
            seen.Add(context.User.Identity?.Name ?? context.GetJwtToken()?.Identity);
            context.Request.Host = new HostString("shop.example");
            return next(context);
        }));
        var cookie = ("Cookie", BrowserClient.Access(await CreateAsync(app, "living")));

        using var own = await app.PostAsync("/hello", cookie, ("Origin", "http://shop.example"));
        using var foreign = await app.PostAsync("/hello", cookie, ("Origin", "http://evil.example"));

        own.Should().BeOk("alice");
        foreign.Should().BeOk("stranger");
        seen.Should().Equal(null, null);
    }

    [Test]
    public async Task The_log_says_why_a_cookie_counted_as_none()
    {
        await using var app = await StartAsync();

        using var response = await GetAsync(app, "/hello", await CreateAsync(app, "revoked"));

        response.Should().BeOk("stranger");
        app.Logs.GetSnapshot().Should().ContainSingle(record => record.Id.Name == "CredentialIgnored")
            .Which.Message.Should().Contain("GET /hello").And.Contain("token_revoked");
    }

    private static (string Name, string Value) Split(string header) =>
        (header[..header.IndexOf(':', StringComparison.Ordinal)], header[(header.IndexOf(':', StringComparison.Ordinal) + 2)..]);

    private static Task<HttpResponseMessage> GetAsync(TestApp app, string path, string cookie, params string[] headers) =>
        app.GetWithHeaderAsync(path, [("Cookie", BrowserClient.Access(cookie)), .. headers.Select(Split)]);

    private static async Task<string> CreateAsync(TestApp app, string kind)
    {
        var living = app.Jwt.CreateAccessToken("alice");
        var header = living.Split('.')[0];
        var old = TokenForge.Payload().Replace($"{TokenForge.Now + 600}", $"{TokenForge.Now - 600}", StringComparison.Ordinal)
            .Replace($"\"iat\":{TokenForge.Now}", $"\"iat\":{TokenForge.Now - 1200}", StringComparison.Ordinal);
        var foreign = RandomNumberGenerator.GetBytes(64);
        switch (kind)
        {
            case "revoked":
                await app.Jwt.RevokeAsync(app.ReadToken(living));
                return living;
            case "expired":
                return TokenForge.SignEncoded(header, TokenForge.Encode(old));
            case "malformed":
                return "undefined";
            case "empty":
                return "";
            case "forged":
                return TokenForge.Sign(header, TokenForge.Encode(TokenForge.Payload()), foreign);
            case "forged without a kid":
                return TokenForge.Sign(TokenForge.Encode(TokenForge.Header), TokenForge.Encode(TokenForge.Payload()), foreign);
            case "of an unknown key":
                var unknown = TokenForge.Encode("""{"alg":"HS256","typ":"at+jwt","kid":"of-the-next-version"}""");
                return TokenForge.Sign(unknown, TokenForge.Encode(TokenForge.Payload()), foreign);
            case "of another type":
                return app.Jwt.CreateRefreshToken("alice");
            default:
                return living;
        }
    }

    private static Task<TestApp> StartAsync(Action<JwtOptions>? configure = null, Action<WebApplication>? pipeline = null) =>
        TestApp.StartAsync(
            routes =>
            {
                pipeline?.Invoke(routes);
                var open = routes.MapGroup("/").OptionalJwt();
                open.MapMethods("/hello", ["GET"], (Token? token) => token?.Identity ?? "stranger");
                open.MapPost("/hello", (Token? token) => token?.Identity ?? "stranger");
                open.MapPost("/login", (HttpResponse response, JwtService jwt) => response.SetTokenCookies(jwt.CreateTokenPair("bob")));
                routes.MapGet("/parameter", (Token? token) => token?.Identity ?? "stranger");
                routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
                routes.MapPost("/me", (Token token) => token.Identity).RequireJwt();
            },
            cfg =>
            {
                cfg.Locations.Add(TokenLocation.Header);
                cfg.Locations.Add(TokenLocation.Cookie);
                configure?.Invoke(cfg);
            });
}
