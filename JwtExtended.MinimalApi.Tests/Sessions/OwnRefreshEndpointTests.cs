using System.Net.Sockets;
using System.Text;
using JwtExtended.MinimalApi.Revocation.Memory;
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
    public async Task A_request_that_is_sent_again_gets_the_same_refresh_token()
    {
        await using var app = await StartAsync();
        var login = app.Jwt.CreateTokenPair("alice").RefreshToken;

        using var first = await app.SendAsync(HttpMethod.Post, "/text", login);
        using var again = await app.SendAsync(HttpMethod.Post, "/text", login);

        var refreshed = await first.Content.ReadAsStringAsync();
        app.ReadToken(refreshed, TokenType.Refresh).Identity.Should().Be("alice");
        again.Should().BeOk(refreshed);
    }

    [Test]
    public async Task A_refresh_token_in_a_header_that_is_refused_is_not_replaced_by_the_cookie()
    {
        await using var app = await StartAsync();
        var refresh = app.Jwt.CreateTokenPair("alice").RefreshToken;
        var cookie = ("Cookie", BrowserClient.Refresh(refresh));

        using var refused = await app.PostAsync("/token", ("Authorization", $"Bearer {refresh[..^4]}AAAA"), cookie, Own);
        using var own = await app.PostAsync("/token", ("Authorization", $"Bearer {refresh}"), cookie, Own);

        refused.Should().BeOk("TokenInvalid");
        refused.SetCookies().Should().BeEmpty();
        own.Should().BeOk("pair");
    }

    [Test]
    public async Task A_refresh_token_in_the_query_is_not_used()
    {
        await using var app = await StartAsync(static cfg => cfg.Locations.Add(TokenLocation.Query));
        var refresh = app.Jwt.CreateTokenPair("alice").RefreshToken;

        using var query = await app.SendAsync(HttpMethod.Post, "/token?jwt=" + refresh);
        using var header = await app.SendAsync(HttpMethod.Post, "/token?jwt=x", refresh);

        query.Should().BeOk("TokenMissing");
        header.Should().BeOk("pair");
    }

    [Test]
    public async Task A_client_that_disconnects_does_not_lose_the_exchange()
    {
        var (reached, gone, exchanged) = (NewSignal(), NewSignal(), NewSignal());
        HookedStore store = null!;
        await using var app = await TestApp.StartAsync(
            routes => routes.MapPost("/token", async (HttpContext context, JwtService jwt) =>
            {
                context.RequestAborted.Register(() => gone.TrySetResult());
                await jwt.RefreshAsync(context);
            }),
            cfg => cfg.Revocation.UseStore(
                services => store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>()))));
        var login = app.Jwt.CreateTokenPair("alice");
        store.Before = _ =>
        {
            reached.TrySetResult();
            return gone.Task;
        };
        store.After = call =>
        {
            if (call == "exchange")
                exchanged.TrySetResult();
            return Task.CompletedTask;
        };

        using (var tcp = new TcpClient())
        {
            await tcp.ConnectAsync(app.Client.BaseAddress!.Host, app.Client.BaseAddress.Port);
            tcp.LingerState = new LingerOption(true, 0);
            var request = $"POST /token HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {login.RefreshToken}\r\nContent-Length: 0\r\n\r\n";
            await tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request));
            await reached.Task;
        }

        await exchanged.Task.WaitAsync(TimeSpan.FromSeconds(10));
        var retried = await app.Jwt.RefreshAsync(login.RefreshToken);
        retried.Succeeded.Should().BeTrue();
        app.Time.Advance(TimeSpan.FromSeconds(10));
        (await app.Jwt.RefreshAsync(retried.Pair!.RefreshToken)).Succeeded.Should().BeTrue();
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

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

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
            routes.MapPost("/text", async (HttpContext context, JwtService jwt) => (await jwt.RefreshAsync(context)).Pair?.RefreshToken);
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
