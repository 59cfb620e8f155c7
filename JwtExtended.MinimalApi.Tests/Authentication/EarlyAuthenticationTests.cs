using System.Net;
using System.Security.Claims;
using System.Threading.RateLimiting;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>A request is authenticated before the rest of the pipeline, and once.</summary>
public sealed class EarlyAuthenticationTests
{
    [Test]
    public async Task A_rate_limiter_gives_every_user_a_bucket_of_its_own()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.UseRateLimiter();
                routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
            },
            build: builder => builder.Services.AddRateLimiter(limiter => limiter.GlobalLimiter =
                PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetFixedWindowLimiter(
                    context.User.Identity?.Name ?? "", _ => new() { PermitLimit = 2, Window = TimeSpan.FromHours(1) }))));
        var (alice, bob) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateAccessToken("bob"));

        (await app.GetAsync("/me", alice)).Should().BeOk("alice");
        (await app.GetAsync("/me", alice)).Should().BeOk("alice");
        ((int)(await app.GetAsync("/me", alice)).StatusCode).Should().Be(503);
        (await app.GetAsync("/me", bob)).Should().BeOk("bob");
    }

    [Test]
    public async Task A_later_middleware_knows_token_user_and_expiry_and_of_a_refused_request_nothing()
    {
        var seen = new List<Seen>();
        await using var app = await StartAsync(seen);
        var token = app.Jwt.CreateAccessToken("alice");

        (await app.GetAsync("/me", token)).Should().BeOk("alice");
        (await app.GetAsync("/me", "x.y.z")).Should().BeRefused(JwtErrorCode.TokenMalformed);
        (await app.GetAsync("/me")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/open", token)).Should().BeOk("open");
        (await app.GetAsync("/optional", token)).Should().BeOk("alice");

        var alice = new Seen("alice", "alice", "alice", TestApp.Start.AddMinutes(15));
        seen.Should().Equal(alice, new Seen(), new Seen(), new Seen(), alice);
    }

    [Test]
    public async Task The_store_is_asked_once_a_request()
    {
        var store = new ScriptedStore();
        await using var app = await StartAsync([], cfg => cfg.Revocation.UseStore(_ => store));

        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");

        store.Lookups.Should().Be(1);
    }

    [Test]
    public async Task A_store_that_does_not_respond_refuses_once_and_the_middleware_sees_no_user()
    {
        var (store, seen) = (new ScriptedStore { Fail = () => throw new IOException("gone") }, new List<Seen>());
        await using var app = await StartAsync(seen, cfg => cfg.Revocation.UseStore(_ => store));

        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeRefused(JwtErrorCode.StoreUnavailable);

        store.Lookups.Should().Be(1);
        seen.Should().Equal(new Seen());
    }

    [Test]
    public async Task Another_scheme_that_runs_later_takes_neither_the_user_nor_the_lookup()
    {
        var store = new ScriptedStore();
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.UseAuthentication();
                routes.MapGet("/me", (Token token, ClaimsPrincipal user) => $"{token.Identity} {user.Identity!.Name}").RequireJwt();
                routes.MapGet("/optional", (Token? token, ClaimsPrincipal user) => $"{token?.Identity} {user.Identity!.Name}")
                    .OptionalJwt();
                routes.MapGet("/open", (ClaimsPrincipal user) => user.Identity!.Name);
            },
            cfg => cfg.Revocation.UseStore(_ => store),
            builder => builder.Services.AddAuthentication("Frank").AddScheme<AuthenticationSchemeOptions, FrankHandler>("Frank", null));
        var token = app.Jwt.CreateAccessToken("alice");

        (await app.GetAsync("/me", token)).Should().BeOk("alice alice");
        store.Lookups.Should().Be(1);
        (await app.GetAsync("/me")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/optional", token)).Should().BeOk("alice alice");
        (await app.GetAsync("/optional")).Should().BeOk(" frank");
        (await app.GetAsync("/open", token)).Should().BeOk("frank");
    }

    [Test]
    public async Task What_needs_the_body_a_refresh_token_or_a_ticket_is_left_to_the_endpoint()
    {
        var seen = new List<Seen>();
        await using var app = await TestApp.StartAsync(routes =>
        {
            Record(routes, seen);
            routes.MapPost("/body", (Token token) => token.Identity).RequireJwt(jwt => jwt.From(TokenLocation.JsonBody));
            routes.MapPost("/refreshing", (Token token) => token.Identity).RequireRefreshJwt();
            routes.MapPost("/any", (Token token) => token.Identity).RequireJwt(jwt => jwt.AnyType());
            routes.MapGet("/feed", (Token token) => token.Identity).RequireJwt(jwt => jwt.From(TokenLocation.Ticket));
            routes.MapJwtTicket();
        });
        var pair = app.Jwt.CreateTokenPair("alice");
        var body = new StringContent($$"""{"access_token":"{{pair.AccessToken}}"}""", null, "application/json");
        using var issued = await app.SendAsync(HttpMethod.Post, "/ticket?path=/feed", pair.AccessToken);
        var ticket = (await issued.Content.ReadAsStringAsync()).Split('"')[3];
        seen.Clear();

        (await app.SendAsync(HttpMethod.Post, "/body", content: body)).Should().BeOk("alice");
        (await app.SendAsync(HttpMethod.Post, "/refreshing", pair.RefreshToken)).Should().BeOk("alice");
        (await app.SendAsync(HttpMethod.Post, "/any", pair.RefreshToken)).Should().BeOk("alice");
        (await app.GetAsync("/feed?ticket=" + ticket)).Should().BeOk("alice");
        (await app.GetAsync("/feed?ticket=" + ticket)).Should().BeRefused(JwtErrorCode.TokenRevoked);

        seen.Should().HaveCount(5).And.AllBeEquivalentTo(new Seen());
    }

    [Test]
    public async Task The_outcome_of_one_endpoint_does_not_open_another_that_a_middleware_selects()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.Use(next => context =>
            {
                var endpoints = routes.Services.GetRequiredService<EndpointDataSource>().Endpoints;
                if (context.Request.Path == "/me")
                    context.SetEndpoint(endpoints.First(endpoint => endpoint.DisplayName!.Contains("admin")));
                return next(context);
            });
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
            routes.MapGet("/admin", (Token token) => $"admin {token.Identity}").RequireJwt(jwt => jwt.Allow("ADMIN"));
        });

        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("bob"))).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/me")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice", "ADMIN"))).Should().BeOk("admin alice");
    }

    [Test]
    public async Task An_open_error_page_has_the_user_from_before([Values] bool inFront)
    {
        var seen = new List<string?>();
        void Use(WebApplication app) => app.UseStatusCodePagesWithReExecute("/error");
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                if (!inFront)
                    Use(routes);
                routes.MapGet("/gone", (Token token) => Results.NotFound()).RequireJwt();
                routes.MapGet("/error", (HttpContext context) =>
                {
                    seen.Add(context.User.Identity?.Name);
                    context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("name", "page")], "test", "name", null));
                    return $"{context.GetJwtToken()?.Identity} {context.User.Identity!.Name}";
                });
            },
            pipeline: app =>
            {
                if (inFront)
                    Use(app);
            });

        using var gone = await app.GetAsync("/gone", app.Jwt.CreateAccessToken("alice"));

        (await gone.Content.ReadAsStringAsync()).Should().Be(" page");
        seen.Should().Equal((string?)null);
    }

    [Test]
    public async Task A_middleware_behind_may_bring_the_token_to_its_place()
    {
        var store = new ScriptedStore();
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.Use(next => context =>
                {
                    if (context.Request.Query["access_token"] is [{ } text])
                        context.Request.Headers.Authorization = "Bearer " + text;
                    return next(context);
                });
                routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
            },
            cfg => cfg.Revocation.UseStore(_ => store));

        (await app.GetAsync("/me?access_token=" + app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
        (await app.GetAsync("/me")).Should().BeRefused(JwtErrorCode.TokenMissing);
        store.Lookups.Should().Be(1);
    }

    [Test]
    public async Task A_token_that_a_middleware_behind_takes_away_or_replaces_no_longer_counts()
    {
        var replacement = "";
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.Use(next => context =>
            {
                if (context.Request.Query.ContainsKey("replace"))
                    context.Request.Headers.Authorization = replacement;
                return next(context);
            });
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
        });
        var alice = app.Jwt.CreateAccessToken("alice");

        (await app.GetAsync("/me", alice)).Should().BeOk("alice");
        (await app.GetAsync("/me?replace", alice)).Should().BeRefused(JwtErrorCode.TokenMissing);
        replacement = "Bearer " + app.Jwt.CreateAccessToken("bob");
        (await app.GetAsync("/me?replace", alice)).Should().BeOk("bob");
        replacement = "Bearer " + alice + "x";
        using var changed = await app.GetAsync("/me?replace", alice);
        changed.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A_user_that_a_middleware_behind_set_stays_only_where_no_token_came()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.Use(next => context =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "guest")], "own"));
                return next(context);
            });
            routes.MapGet("/who", (ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier)).OptionalJwt();
        });

        (await app.GetAsync("/who")).Should().BeOk("guest");
        (await app.GetAsync("/who", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
    }

    [Test]
    public async Task The_static_class_speaks_for_the_app_from_the_first_middleware_on()
    {
        await using var one = await StartIssuerAsync("one");
        await using var two = await StartIssuerAsync("two");

        foreach (var (app, issuer) in new[] { (one, "one"), (two, "two"), (one, "one") })
        {
            using var response = await app.GetAsync("/open");
            app.Jwt.TryRead(response.Headers.GetValues("X-Issued").Single(), out var token, out _).Should().BeTrue();
            token!.Iss.Should().Be(issuer);
        }
    }

    private static Task<TestApp> StartIssuerAsync(string issuer) => TestApp.StartAsync(
        routes =>
        {
            routes.Use(next => context =>
            {
                context.Response.Headers["X-Issued"] = Jwt.CreateAccessToken("alice");
                return next(context);
            });
            routes.MapGet("/open", () => "open");
        },
        cfg => cfg.Issuer = issuer);

    private static Task<TestApp> StartAsync(List<Seen> seen, Action<JwtOptions>? configure = null) => TestApp.StartAsync(
        routes =>
        {
            Record(routes, seen);
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
            routes.MapGet("/optional", (Token? token) => token?.Identity ?? "none").OptionalJwt();
            routes.MapGet("/open", () => "open");
        },
        configure);

    private static void Record(WebApplication app, List<Seen> seen) => app.Use(next => context =>
    {
        var expires = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
        seen.Add(new Seen(
            context.GetJwtToken()?.Identity, context.User.Identity?.Name, context.User.FindFirstValue(ClaimTypes.NameIdentifier), expires));
        return next(context);
    });

    private sealed record Seen(string? Token = null, string? Name = null, string? Id = null, DateTimeOffset? Expires = null);

    [Test]
    public async Task A_token_that_expires_while_a_middleware_waits_is_refused_at_the_endpoint()
    {
        TestApp app = null!;
        await using (app = await TestApp.StartAsync(routes =>
        {
            routes.Use((context, next) =>
            {
                app.Time.Advance(TimeSpan.FromSeconds(context.Request.Query.ContainsKey("slow") ? 2 : 0));
                return next(context);
            });
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
        }))
        {
            string NewToken() => app.Jwt.CreateAccessToken("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromSeconds(1) });

            (await app.GetAsync("/me", NewToken())).Should().BeOk("alice");
            (await app.GetAsync("/me?slow", NewToken())).Should().BeRefused(JwtErrorCode.TokenExpired);
        }
    }
}
