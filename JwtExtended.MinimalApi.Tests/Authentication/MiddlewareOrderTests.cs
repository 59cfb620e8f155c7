using System.Net.Http.Headers;
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
        var cookie = ("Cookie", "__Host-access_token=" + app.Jwt.CreateAccessToken("alice"));

        using var own = await PostAsync(app, "/write", [cookie, ("Origin", "https://app.example"), .. Forwarded]);
        using var other = await PostAsync(app, "/write", [cookie, ("Origin", "https://evil.example"), .. Forwarded]);
        var address = app.Client.BaseAddress!.ToString().TrimEnd('/');
        using var internalHost = await PostAsync(app, "/write", [cookie, ("Origin", address), .. Forwarded]);

        own.Should().BeOk("written by alice");
        other.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        internalHost.Should().BeRefused(JwtErrorCode.CsrfMismatch);
        store.Lookups.Should().Be(3, "each request is looked up once, wherever its origin is decided");
    }

    [Test]
    public async Task A_method_override_makes_no_unsafe_request_safe([Values] Place place)
    {
        await using var app = await StartAsync(place, app => app.UseHttpMethodOverride());
        var cookie = ("Cookie", "__Host-access_token=" + app.Jwt.CreateAccessToken("alice"));

        using var overridden = await PostAsync(
            app, "/write", [cookie, ("Sec-Fetch-Site", "cross-site"), ("X-HTTP-Method-Override", "GET")]);
        using var plain = await PostAsync(app, "/write", [cookie, ("Sec-Fetch-Site", "same-origin")]);

        ((int)overridden.StatusCode).Should().BeOneOf(403, 405);
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

        await CheckAsync(app, "/cached");
        using var bob = await app.GetAsync("/cached", app.Jwt.CreateAccessToken("bob"));

        bob.Should().BeOk("bob");
        bob.Headers.Age.Should().BeNull();
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

    private static async Task<HttpResponseMessage> PostAsync(TestApp app, string path, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent([]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value).Should().BeTrue();
        return await app.Client.SendAsync(request);
    }

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
