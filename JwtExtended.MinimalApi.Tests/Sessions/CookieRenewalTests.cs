using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>Cookies that are renewed with page views, by an exchange that ends nothing.</summary>
public sealed class CookieRenewalTests
{
    private HookedStore _store = null!;

    private string[]? _roles = ["USER"];

    [Test]
    public async Task A_page_view_renews_what_is_due_with_what_the_application_says_now()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Role = "ADMIN", Fresh = true });
        (await ViewAsync(app, pair)).SetCookies().Should().BeEmpty("it is not due");
        app.Time.Advance(TimeSpan.FromMinutes(12));

        using var response = await ViewAsync(app, pair);

        response.Should().BeOk("alice");
        var (access, refresh) = CookiesOf(response);
        var renewed = app.ReadToken(access!);
        (renewed.Identity, renewed.Role, renewed.Fresh, renewed.SessionId)
            .Should().Be(("alice", "USER", false, app.ReadToken(pair.AccessToken).SessionId));
        renewed.Exp.Should().Be(TestApp.Start.AddMinutes(27));
        renewed.AuthTime.Should().Be(TestApp.Start);
        app.ReadToken(refresh!, TokenType.Refresh).ClaimSet.Number!.Value.Value.Should().Be(1, "it is an exchange like any other");
        app.Time.Advance(TimeSpan.FromMinutes(1));
        (await app.PostAsync("/refresh", ("Cookie", BrowserClient.Refresh(refresh!)), ("Sec-Fetch-Site", "same-origin"))).Should().BeOk();
    }

    [Test]
    public async Task A_page_view_without_an_access_cookie_signs_in_again_where_none_is_required()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        app.Time.Advance(TimeSpan.FromMinutes(20));

        using var optional = await ViewAsync(app, pair, "/hello", onlyRefresh: true);
        using var required = await ViewAsync(app, pair, "/me", onlyRefresh: true);

        optional.Should().BeOk("hello");
        app.ReadToken(CookiesOf(optional).Access!).Identity.Should().Be("alice");
        required.Should().BeRefused(JwtErrorCode.TokenMissing);
        required.SetCookies().Should().BeEmpty();
    }

    [Test]
    public async Task An_open_endpoint_renews_nothing_because_it_does_not_look_at_tokens()
    {
        await using var app = await StartAsync();
        var (mine, other) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("mallory"));
        app.Time.Advance(TimeSpan.FromMinutes(12));

        (await ViewAsync(app, mine, "/open")).SetCookies().Should().BeEmpty();
        (await GetAsync(app, mine.AccessToken, other.RefreshToken, "/hello", Navigation)).SetCookies().Should().BeEmpty();
        (await ViewAsync(app, mine, "/hello")).SetCookies().Should().HaveCount(2);
    }

    [Test]
    public async Task Nothing_but_a_page_view_renews()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        app.Time.Advance(TimeSpan.FromMinutes(12));
        (string, string)[][] requests =
        [
            [("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image")],
            [("Sec-Fetch-Mode", "cors"), ("Accept", "text/html")],
            [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")],
            [("Sec-Fetch-Mode", "navigate"), ("Sec-Purpose", "prefetch;prerender")],
            [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "cross-site")],
            [("Accept", "application/json")],
            [],
        ];

        foreach (var headers in requests)
            (await GetAsync(app, pair, "/me", headers)).SetCookies().Should().BeEmpty(string.Join(' ', headers));

        (await GetAsync(app, pair, "/me", ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "none"))).SetCookies().Should().HaveCount(2);
        (await GetAsync(app, pair, "/me", ("Accept", "text/html,*/*"))).SetCookies().Should().HaveCount(2, "an old browser");
        (await app.GetAsync("/me", pair.AccessToken)).SetCookies().Should().BeEmpty("by header");
        (await app.GetWithHeaderAsync("/me", ("Cookie", BrowserClient.Access(app.Jwt.CreateAccessToken("alice"))), Navigation))
            .SetCookies().Should().BeEmpty("there is no refresh cookie");
    }

    [Test]
    public async Task A_queued_request_with_the_old_cookie_renews_nothing_and_ends_nothing()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        app.Time.Advance(TimeSpan.FromMinutes(12));
        var (access, refresh) = CookiesOf(await ViewAsync(app, pair));
        CookiesOf(await ViewAsync(app, pair)).Refresh.Should().Be(refresh, "within the window the same again");
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        app.Time.Advance(TimeSpan.FromSeconds(11));

        using var queued = await ViewAsync(app, pair);

        queued.Should().BeOk("alice");
        queued.SetCookies().Should().BeEmpty();
        (await app.GetAsync("/me", access)).Should().BeOk("alice", "reuse is decided at /refresh alone");
        app.Logs.GetSnapshot().Should().NotContain(log => log.Id.Id == 24);
        (await app.PostAsync("/refresh", ("Cookie", BrowserClient.Refresh(pair.RefreshToken)), ("Sec-Fetch-Site", "same-origin")))
            .Should().BeRefused(JwtErrorCode.RefreshReused);
    }

    [Test]
    public async Task A_recorded_session_stays_in_its_list_and_can_be_ended_after_a_page_view()
    {
        await using var app = await StartAsync();
        var pair = await app.Jwt.StartSessionAsync("alice");
        app.Time.Advance(TimeSpan.FromMinutes(12));
        var (access, _) = CookiesOf(await ViewAsync(app, pair));

        var session = (await app.Jwt.GetSessionsAsync("alice")).Should().ContainSingle().Subject;
        session.LastRefreshed.Should().Be(TestApp.Start.AddMinutes(12));
        (await app.Jwt.EndSessionAsync("alice", session.Id)).Should().BeTrue();
        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task A_session_that_the_store_has_lost_is_not_revived()
    {
        using var lost = new MemoryJwtStore(new FakeTimeProvider(TestApp.Start.AddMinutes(12)));
        await using var app = await StartAsync();
        await using var other = await StartAsync(cfg => cfg.Revocation.UseStore(_ => lost));
        var pair = app.Jwt.CreateTokenPair("alice");
        other.Time.Advance(TimeSpan.FromMinutes(12));
        app.Time.Advance(TimeSpan.FromMinutes(12));

        (await ViewAsync(other, pair)).SetCookies().Should().BeEmpty();
        (await ViewAsync(app, pair)).SetCookies().Should().HaveCount(2);
    }

    [Test]
    public async Task Nothing_is_renewed_against_the_application_or_for_another_session()
    {
        await using var app = await StartAsync();
        var (mine, other) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("alice"));
        app.Time.Advance(TimeSpan.FromMinutes(12));

        (await GetAsync(app, mine.AccessToken, other.RefreshToken, "/me", Navigation)).SetCookies().Should().BeEmpty();
        _roles = null;
        (await ViewAsync(app, mine)).SetCookies().Should().BeEmpty("OnRefresh returned null");
        _roles = ["USER"];
        (await ViewAsync(app, mine)).SetCookies().Should().HaveCount(2, "and nothing was ended");
    }

    [Test]
    public async Task A_response_that_sets_the_cookies_and_an_ended_session_are_left_alone()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        app.Time.Advance(TimeSpan.FromMinutes(12));

        (await ViewAsync(app, pair, "/clear")).SetCookies()
            .Should().HaveCount(2).And.AllSatisfy(line => line.Should().Contain("1970"));
        (await ViewAsync(app, pair, "/end")).SetCookies().Should().BeEmpty("the handler ended the session");
    }

    [Test]
    public async Task A_response_with_a_new_cookie_is_never_stored_even_if_the_handler_allows_it()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        using var before = await ViewAsync(app, pair, "/public");
        app.Time.Advance(TimeSpan.FromMinutes(12));

        using var renewed = await ViewAsync(app, pair, "/public");

        before.Headers.CacheControl!.ToString().Should().Be("public, max-age=60");
        renewed.SetCookies().Should().HaveCount(2);
        renewed.Headers.CacheControl!.ToString().Should().Be("no-store");
    }

    [Test]
    public async Task While_the_store_is_down_nothing_is_renewed()
    {
        await using var app = await StartAsync(cfg =>
        {
            cfg.Revocation.UseStore(
                services => _store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>())));
            cfg.Revocation.OnStoreFailure = StoreFailureMode.AcceptUntilExpiry;
        });
        var pair = app.Jwt.CreateTokenPair("alice");
        app.Time.Advance(TimeSpan.FromMinutes(12));
        _store.Before = async _ =>
        {
            await Task.Yield();
            throw new IOException("gone");
        };

        using var response = await ViewAsync(app, pair);

        response.Should().BeOk("alice");
        response.SetCookies().Should().BeEmpty();
        _store.Before = _ => Task.CompletedTask;
        (await ViewAsync(app, pair)).SetCookies().Should().HaveCount(2);
    }

    [Test]
    public async Task A_response_that_failed_renews_nothing()
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice");
        app.Time.Advance(TimeSpan.FromMinutes(12));

        (await ViewAsync(app, pair, "/status/404")).SetCookies().Should().BeEmpty();
        (await ViewAsync(app, pair, "/status/500")).SetCookies().Should().BeEmpty();
        (await ViewAsync(app, pair, "/status/302")).SetCookies().Should().HaveCount(2);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_OnRefresh_that_throws_or_refuses_costs_neither_the_page_nor_the_session(bool throws)
    {
        var isDone = false;
        await using var app = await StartAsync(cfg => cfg.OnRefresh(refresh =>
        {
            if (!isDone && throws)
                throw new IOException("The users cannot be read.");
            if (!isDone)
                refresh.Refuse();
            return ValueTask.FromResult<TokenDescriptor?>(new TokenDescriptor());
        }));
        var pair = app.Jwt.CreateTokenPair("alice");
        app.Time.Advance(TimeSpan.FromMinutes(12));

        using var page = await ViewAsync(app, pair);
        isDone = true;

        page.Should().BeOk("alice");
        page.SetCookies().Should().BeEmpty();
        app.Logs.GetSnapshot().Any(log => log.Exception is IOException).Should().Be(throws);
        (await ViewAsync(app, pair)).SetCookies().Should().HaveCount(2);
    }

    [Test]
    public async Task A_session_that_page_views_keep_alive_counts_for_the_limit()
    {
        await using var app = await StartAsync(cfg => cfg.MaxSessions = 1);
        var first = await app.Jwt.StartSessionAsync("alice");
        app.Time.Advance(TimeSpan.FromMinutes(12));
        var (access, _) = CookiesOf(await ViewAsync(app, first));
        (await app.GetAsync("/me", access)).Should().BeOk("alice");

        var second = await app.Jwt.StartSessionAsync("alice");

        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", second.AccessToken)).Should().BeOk("alice");
    }

    private static readonly (string, string) Navigation = ("Sec-Fetch-Mode", "navigate");

    private static (string? Access, string? Refresh) CookiesOf(HttpResponseMessage response)
    {
        var cookies = response.CookieHeader().Split("; ").ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1]);
        return (cookies.GetValueOrDefault("__Host-access_token"), cookies.GetValueOrDefault("__Host-refresh_token"));
    }

    private static Task<HttpResponseMessage> ViewAsync(TestApp app, TokenPair pair, string path = "/me", bool onlyRefresh = false) =>
        GetAsync(app, onlyRefresh ? null : pair.AccessToken, pair.RefreshToken, path, Navigation);

    private static Task<HttpResponseMessage> GetAsync(TestApp app, TokenPair pair, string path, params (string, string)[] headers) =>
        GetAsync(app, pair.AccessToken, pair.RefreshToken, path, headers);

    private static Task<HttpResponseMessage> GetAsync(
        TestApp app, string? access, string refresh, string path, params (string, string)[] headers)
    {
        var cookies = (access is null ? "" : BrowserClient.Access(access) + "; ") + BrowserClient.Refresh(refresh);
        return app.GetWithHeaderAsync(path, [("Cookie", cookies), .. headers]);
    }

    private Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) => TestApp.StartAsync(
        routes =>
        {
            routes.MapJwtRefresh();
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
            routes.MapGroup("").RequireJwt().MapGet("/open", () => "open").WithoutJwt();
            routes.MapGet("/hello", (Token? token) => "hello").OptionalJwt();
            routes.MapGet("/public", (HttpResponse response, Token token) => response.Headers.CacheControl = "public, max-age=60")
                .RequireJwt();
            routes.MapGet("/status/{code}", (int code, Token token) => Results.StatusCode(code)).RequireJwt();
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
