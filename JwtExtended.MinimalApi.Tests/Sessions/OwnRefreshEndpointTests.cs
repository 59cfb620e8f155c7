using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Sessions;

/// <summary>Endpoints of an application's own that refresh, with its own body and names.</summary>
public sealed class OwnRefreshEndpointTests
{
    private static readonly (string, string) Own = ("Sec-Fetch-Site", "same-origin");
    private static readonly (string, string) Foreign = ("Sec-Fetch-Site", "cross-site");

    [Test]
    public async Task A_token_that_is_handed_over_is_exchanged_by_all_rules()
    {
        var contexts = new List<HttpContext?>();
        await using var app = await StartAsync(cfg => cfg.OnRefresh(refresh =>
        {
            contexts.Add(refresh.HttpContext);
            return ValueTask.FromResult<TokenDescriptor?>(TokenDescriptor.From(refresh.Token));
        }));
        var login = app.Jwt.CreateTokenPair("alice");

        var first = await app.Jwt.RefreshAsync(login.RefreshToken);
        var again = await app.Jwt.RefreshAsync(login.RefreshToken);
        app.Time.Advance(TimeSpan.FromSeconds(10));
        (await app.GetAsync("/me", first.Pair!.AccessToken)).Should().BeOk("alice");
        var reused = await app.Jwt.RefreshAsync(login.RefreshToken);

        contexts.Should().HaveCount(2).And.OnlyContain(context => context == null, "the token did not come with a request");
        again.Pair!.RefreshToken.Should().Be(first.Pair.RefreshToken);
        (reused.Pair, reused.Error!.Code, reused.Succeeded).Should().Be((null, JwtErrorCode.RefreshReused, false));
        (await app.Jwt.RefreshAsync(login.AccessToken)).Error!.Code.Should().Be(JwtErrorCode.TokenType);
        (await app.Jwt.RefreshAsync("x")).Error!.Code.Should().Be(JwtErrorCode.TokenMalformed);
    }

    [Test]
    public async Task A_request_by_header_gets_the_pair()
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(HttpMethod.Post, "/token", app.Jwt.CreateTokenPair("alice").RefreshToken);
        using var anonymous = await app.SendAsync(HttpMethod.Post, "/token");

        response.Should().BeOk("pair");
        response.SetCookies().Should().BeEmpty();
        anonymous.Should().BeOk("TokenMissing");
    }

    [Test]
    public async Task A_request_by_cookie_gets_cookies_unless_another_site_made_it_or_its_method_is_safe()
    {
        await using var app = await StartAsync();
        var cookie = ("Cookie", BrowserClient.Refresh(app.Jwt.CreateTokenPair("alice").RefreshToken));

        using var foreign = await app.PostAsync("/token", cookie, Foreign);
        using var get = await app.GetWithHeaderAsync("/token", cookie, Own);
        using var own = await app.PostAsync("/token", cookie, Own);

        foreign.Should().BeOk("CsrfMismatch");
        get.Should().BeOk("CsrfMismatch");
        (foreign.SetCookies().Length, get.SetCookies().Length).Should().Be((0, 0));
        own.Should().BeOk("pair");
        own.SetCookies().Should().HaveCount(2);
        own.Headers.CacheControl!.NoStore.Should().BeTrue();
    }

    private static Task<TestApp> StartAsync(Action<JwtOptions>? configure = null) => TestApp.StartAsync(
        routes =>
        {
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
            routes.MapMethods("/token", ["GET", "POST"], async (HttpContext context, JwtService jwt) =>
                await jwt.RefreshAsync(context) is { Succeeded: false } refused ? refused.Error.Code.ToString() : "pair");
        },
        cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
            configure?.Invoke(cfg);
        });
}
