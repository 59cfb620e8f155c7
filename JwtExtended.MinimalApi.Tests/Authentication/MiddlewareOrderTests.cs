using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Rewrite;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>
/// Middleware of ASP.NET Core before and after <c>Initialize</c>: a token opens the endpoint, and nothing else does.
/// </summary>
public sealed class MiddlewareOrderTests
{
    private static readonly (string, string)[] Forwarded = [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "app.example")];

    public enum Place
    {
        Before,
        After,
    }

    [Test]
    public async Task Forwarded_headers_decide_what_the_own_origin_is([Values] Place place)
    {
        var store = new ScriptedStore();
        await using var app = await StartAsync(
            place,
            app => app.UseForwardedHeaders(),
            builder => builder.Services.Configure<ForwardedHeadersOptions>(options =>
            {
                options.ForwardedHeaders = ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            }),
            cfg => cfg.Revocation.UseStore(_ => store));
        var cookie = ("Cookie", BrowserClient.Access(app.Jwt.CreateAccessToken("alice")));

        using var own = await app.PostAsync("/write", [cookie, ("Origin", "https://app.example"), .. Forwarded]);
        using var other = await app.PostAsync("/write", [cookie, ("Origin", "https://evil.example"), .. Forwarded]);
        var address = app.Client.BaseAddress!.ToString().TrimEnd('/');
        using var internalHost = await app.PostAsync("/write", [cookie, ("Origin", address), .. Forwarded]);

        own.Should().BeOk("written by alice");
        other.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        internalHost.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        store.Lookups.Should().Be(3, "each request is looked up once, wherever its origin is decided");
    }

    [Test]
    public async Task A_method_override_makes_no_unsafe_request_safe([Values] Place place)
    {
        await using var app = await StartAsync(place, app => app.UseHttpMethodOverride());
        var cookie = ("Cookie", BrowserClient.Access(app.Jwt.CreateAccessToken("alice")));

        using var overridden = await app.PostAsync("/write", cookie, ("Sec-Fetch-Site", "cross-site"), ("X-HTTP-Method-Override", "GET"));
        using var plain = await app.PostAsync("/write", cookie, ("Sec-Fetch-Site", "same-origin"));

        overridden.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        plain.Should().BeOk("written by alice");
    }

    [Test]
    public async Task A_path_base_is_removed_in_front_and_behind([Values] Place place)
    {
        await using var app = await StartAsync(place, app => app.UsePathBase("/base"));

        await CheckAsync(app, "/base/me");
        await CheckAsync(app, "/me");
    }

    [Test]
    public async Task A_rewritten_path_leads_to_its_own_endpoint([Values] Place place)
    {
        var rewrite = new RewriteOptions().AddRewrite("^old$", "me", skipRemainingRules: true);
        await using var app = await StartAsync(place, app => app.UseRewriter(rewrite));

        await CheckAsync(app, "/old");
    }

    [Test]
    public async Task A_refusal_carries_the_headers_of_CORS([Values] Place place)
    {
        await using var app = await StartAsync(
            place,
            app => app.UseCors(policy => policy.WithOrigins("https://front.example")),
            builder => builder.Services.AddCors());

        using var refused = await app.GetWithHeaderAsync("/me", ("Origin", "https://front.example"));

        refused.Should().BeRefused(JwtErrorCode.TokenMissing);
        refused.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("https://front.example");
    }

    [Test]
    public async Task The_output_cache_holds_no_protected_response([Values] Place place)
    {
        await using var app = await StartAsync(
            place,
            app => app.UseOutputCache(),
            builder => builder.Services.AddOutputCache(cache =>
                cache.AddBasePolicy(policy => policy.Cache().Expire(TimeSpan.FromMinutes(1)))));

        using var alice = await GetAsync(app, "/cached", "alice");
        using var bob = await GetAsync(app, "/cached", "bob");
        using var anonymous = await app.GetAsync("/cached");
        using var open = await GetAsync(app, "/open", "alice");
        using var again = await GetAsync(app, "/open", "bob");

        alice.Should().BeOk("alice");
        bob.Should().BeOk("bob");
        anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
        open.Headers.Age.Should().BeNull();
        again.Headers.Age.Should().NotBeNull("an open route is served from this cache");
    }

    [Test]
    public async Task Routing_may_be_called_in_front_and_behind([Values] Place place)
    {
        await using var app = await StartAsync(place, app => app.UseRouting());

        await CheckAsync(app, "/me");
    }

    [Test]
    public async Task The_endpoints_of_a_branch_are_protected_and_the_main_routing_does_not_match_them()
    {
        await using var app = await StartAsync(Place.After, app => app.Map("/branch", branch =>
        {
            branch.UseRouting();
            branch.UseEndpoints(endpoints => endpoints.MapGet("/inner", (Token token) => token.Identity).RequireJwt());
        }));

        await CheckAsync(app, "/branch/inner");
        ((int)(await app.GetAsync("/inner", app.Jwt.CreateAccessToken("alice"))).StatusCode).Should().Be(404);
        await CheckAsync(app, "/me");
    }

    private static async Task CheckAsync(TestApp app, string path)
    {
        using var alice = await app.GetAsync(path, app.Jwt.CreateAccessToken("alice"));
        using var anonymous = await app.GetAsync(path);
        using var malformed = await app.GetAsync(path, "x.y");

        alice.Should().BeOk("alice");
        anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
        malformed.Should().BeRefused(JwtErrorCode.TokenMalformed);
    }

    /// <summary>By cookie: ASP.NET Core's own policy never caches a request with an Authorization header.</summary>
    private static Task<HttpResponseMessage> GetAsync(TestApp app, string path, string identity) =>
        app.GetWithHeaderAsync(path, ("Cookie", BrowserClient.Access(app.Jwt.CreateAccessToken(identity))));

    private static Task<TestApp> StartAsync(
        Place place,
        Action<WebApplication> use,
        Action<WebApplicationBuilder>? build = null,
        Action<JwtOptions>? configure = null) => TestApp.StartAsync(
        routes =>
        {
            if (place == Place.After)
                use(routes);
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
            routes.MapGet("/cached", (Token token) => token.Identity).RequireJwt().CacheOutput();
            routes.MapGet("/open", () => "open").CacheOutput();
            routes.MapPost("/write", (Token token) => $"written by {token.Identity}").RequireJwt();
        },
        cfg =>
        {
            cfg.Locations.Add(TokenLocation.Header);
            cfg.Locations.Add(TokenLocation.Cookie);
            configure?.Invoke(cfg);
        },
        build,
        app =>
        {
            if (place == Place.Before)
                use(app);
        });
}
