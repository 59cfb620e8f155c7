using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>Access cookies that are renewed with other responses.</summary>
public sealed class CookieRenewalTests
{
    private readonly ScriptedStore _store = new();

    private string[]? _roles = ["USER"];

    [Test]
    public async Task A_cookie_that_is_due_is_renewed_with_what_the_application_says_now_and_loses_its_freshness()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Role = "ADMIN", Fresh = true });
        (await GetAsync(app, pair.AccessToken)).SetCookies().Should().BeEmpty("it is not due");
        app.Time.Advance(TimeSpan.FromMinutes(12));

        using var response = await GetAsync(app, pair.AccessToken);

        var renewed = app.ReadToken(response.CookieHeader()["__Host-access_token=".Length..]);
        (renewed.Identity, renewed.Role, renewed.Fresh, renewed.SessionId)
            .Should().Be(("alice", "USER", false, app.ReadToken(pair.AccessToken).SessionId));
        renewed.Exp.Should().Be(TestApp.Start.AddMinutes(27));
        renewed.AuthTime.Should().Be(TestApp.Start);
    }

    [Test]
    public async Task Nothing_is_renewed_without_a_session_by_header_against_the_application_or_at_the_end_of_the_session()
    {
        await using var app = await StartAsync(cfg => cfg.SessionExpires = TimeSpan.FromMinutes(20));
        var (alone, session) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateTokenPair("alice").AccessToken);
        app.Time.Advance(TimeSpan.FromMinutes(12));

        (await GetAsync(app, alone)).SetCookies().Should().BeEmpty();
        (await app.GetAsync("/me", session)).SetCookies().Should().BeEmpty();
        using var renewed = await GetAsync(app, session);
        var last = app.ReadToken(renewed.CookieHeader()["__Host-access_token=".Length..]);
        last.Exp.Should().Be(TestApp.Start.AddMinutes(20));
        app.Time.Advance(TimeSpan.FromMinutes(5));
        (await GetAsync(app, last.RawJwt)).SetCookies().Should().BeEmpty("the cookie already lasts until the end of the session");
        _roles = null;
        var another = app.Jwt.CreateTokenPair("alice").AccessToken;
        app.Time.Advance(TimeSpan.FromMinutes(12));
        (await GetAsync(app, another)).SetCookies().Should().BeEmpty("OnRefresh returned null");
    }

    [Test]
    public async Task A_response_that_sets_the_cookies_and_an_ended_session_are_left_alone()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        app.Time.Advance(TimeSpan.FromMinutes(12));

        (await GetAsync(app, pair.AccessToken, "/clear")).SetCookies()
            .Should().HaveCount(2).And.AllSatisfy(line => line.Should().Contain("1970"));
        (await GetAsync(app, pair.AccessToken, "/end")).SetCookies().Should().BeEmpty("the handler ended the session");
    }

    [Test]
    public async Task A_response_with_a_new_cookie_is_never_stored_even_if_the_handler_allows_it()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateTokenPair("alice").AccessToken;
        using var before = await GetAsync(app, token, "/public");
        app.Time.Advance(TimeSpan.FromMinutes(12));

        using var renewed = await GetAsync(app, token, "/public");

        before.Headers.CacheControl!.ToString().Should().Be("public, max-age=60");
        renewed.SetCookies().Should().ContainSingle();
        renewed.Headers.CacheControl!.ToString().Should().Be("no-store");
    }

    [Test]
    public async Task While_the_store_is_down_nothing_is_renewed()
    {
        await using var app = await StartAsync(cfg =>
        {
            cfg.Revocation.UseStore(_ => _store);
            cfg.Revocation.OnStoreFailure = StoreFailureMode.AcceptUntilExpiry;
        });
        var token = app.Jwt.CreateTokenPair("alice").AccessToken;
        app.Time.Advance(TimeSpan.FromMinutes(12));
        (await GetAsync(app, token)).SetCookies().Should().ContainSingle();
        _store.Fail = async () =>
        {
            await Task.Yield();
            throw new IOException("gone");
        };

        using var response = await GetAsync(app, token);

        response.Should().BeOk("alice");
        response.SetCookies().Should().BeEmpty();
    }

    private static Task<HttpResponseMessage> GetAsync(TestApp app, string token, string path = "/me") =>
        app.GetWithHeaderAsync(path, ("Cookie", BrowserClient.Access(token)));

    private Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) => TestApp.StartAsync(
        routes =>
        {
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
            routes.MapGet("/public", (HttpResponse response, Token token) => response.Headers.CacheControl = "public, max-age=60")
                .RequireJwt();
            routes.MapGet("/clear", (HttpResponse response, Token token) => response.ClearTokenCookies()).RequireJwt();
            routes.MapGet("/end", async (Token token, JwtService jwt) => await jwt.RevokeAllAsync(token.Identity)).RequireJwt();
        },
        cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
            cfg.Cookies.RefreshWithin = TimeSpan.FromMinutes(5);
            cfg.OnRefresh(_ => ValueTask.FromResult(_roles is null ? null : new TokenDescriptor { Roles = _roles }));
            configure?.Invoke(cfg);
        });
}
