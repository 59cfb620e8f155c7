using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

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
        (await app.Jwt.RefreshAsync((string)null!)).Error!.Code.Should().Be(JwtErrorCode.TokenMissing);
        (await app.Jwt.ReadAsync(null!)).Error!.Code.Should().Be(JwtErrorCode.TokenMissing);
        app.Jwt.TryRead(null!, out _, out var error).Should().BeFalse();
        error!.Code.Should().Be(JwtErrorCode.TokenMissing, "a body may hold null where a string is declared");
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

    [Test]
    public async Task OnRefresh_has_services_of_a_scope_that_ends_with_the_refresh()
    {
        var seen = new List<Scoped>();
        await using var app = await TestApp.StartAsync(
            static _ => { },
            cfg => cfg.OnRefresh(refresh =>
            {
                seen.Add(refresh.Services.GetRequiredService<Scoped>());
                seen[^1].IsDisposed.Should().BeFalse();
                return ValueTask.FromResult<TokenDescriptor?>(TokenDescriptor.From(refresh.Token));
            }),
            static builder =>
            {
                builder.Services.AddScoped<Scoped>();
                builder.WebHost.UseDefaultServiceProvider(static options => options.ValidateScopes = true);
            });

        for (var i = 0; i < 2; i++)
            (await app.Jwt.RefreshAsync(app.Jwt.CreateTokenPair("alice").RefreshToken)).Succeeded.Should().BeTrue();

        seen.Should().HaveCount(2).And.OnlyHaveUniqueItems().And.OnlyContain(service => service.IsDisposed);
    }

    [Test]
    public async Task A_text_of_a_session_that_is_over_is_refused()
    {
        await using var app = await StartAsync(
            cfg => (cfg.RefreshTokenExpires, cfg.SessionExpires) = (TimeSpan.FromDays(1), TimeSpan.FromDays(1)));
        var (ended, late, other) = (app.Jwt.CreateTokenPair("alice"), app.Jwt.CreateTokenPair("bob"), app.Jwt.CreateTokenPair("carol"));
        await app.Jwt.RevokeAsync(app.ReadToken(ended.AccessToken));
        await app.Jwt.RevokeAllAsync("alice");

        (await app.Jwt.RefreshAsync(ended.RefreshToken)).Error!.Code.Should().Be(JwtErrorCode.TokenRevoked);
        (await app.Jwt.RefreshAsync(other.RefreshToken)).Succeeded.Should().BeTrue();
        app.Time.Advance(TimeSpan.FromDays(1));
        (await app.Jwt.RefreshAsync(late.RefreshToken)).Error!.Code.Should().Be(JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task A_refresh_cookie_that_is_over_for_good_is_cleared_and_no_other()
    {
        await using var app = await StartAsync();
        var (ended, other) = (app.Jwt.CreateTokenPair("bob"), app.Jwt.CreateTokenPair("bob"));
        await app.Jwt.RevokeAsync(app.ReadToken(ended.RefreshToken, TokenType.Refresh));

        using var dead = await app.PostAsync("/token", ("Cookie", BrowserClient.Refresh(ended.RefreshToken)), Own);
        using var byHeader = await app.PostAsync("/token", ("Authorization", "Bearer " + ended.RefreshToken), Own);
        using var foreign = await app.PostAsync("/token", ("Cookie", BrowserClient.Refresh(other.RefreshToken)), Foreign);

        dead.Should().BeOk("TokenRevoked");
        dead.SetCookies().Should().HaveCount(2).And.OnlyContain(line => line.Contains("1970"));
        byHeader.Should().BeOk("TokenRevoked");
        foreign.Should().BeOk("CsrfMismatch");
        (byHeader.SetCookies().Length, foreign.SetCookies().Length).Should().Be((0, 0));
    }

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
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

    [Test]
    public async Task A_refresh_that_was_cancelled_before_it_began_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapPost("/token", async (HttpContext context, JwtService jwt) =>
        {
            var cancelled = new CancellationToken(canceled: context.Request.Query.ContainsKey("cancel"));
            return await jwt.RefreshAsync(context, cancelled) is { Succeeded: true };
        }));
        var refresh = app.Jwt.CreateTokenPair("alice").RefreshToken;

        using var cancelled = await app.SendAsync(HttpMethod.Post, "/token?cancel", refresh);
        using var own = await app.SendAsync(HttpMethod.Post, "/token", refresh);

        cancelled.IsSuccessStatusCode.Should().BeFalse();
        own.Should().BeOk("true");
        app.ReadToken(refresh, TokenType.Refresh).ClaimSet.Number!.Value.Value.Should().Be(0);
    }
}
