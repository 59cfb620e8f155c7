using System.Security.Claims;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>The authentication scheme, with what an application does with one.</summary>
public sealed class SchemeTests
{
    [TestCase("/authorized", null)]
    [TestCase("/attribute", null)]
    [TestCase("/role", "ADMIN")]
    [TestCase("/policy", "ADMIN")]
    [TestCase("/assertion", "ADMIN")]
    [TestCase("/service", "ADMIN")]
    public async Task A_policy_accepts_the_token_refuses_by_the_error_table_and_ends_with_the_token(string path, string? role)
    {
        await using var app = await StartAsync();
        var session = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Role = role });
        var (token, user) = (session.AccessToken, app.Jwt.CreateAccessToken("bob", "USER"));

        (await app.GetAsync(path, token)).Should().BeOk("alice");
        (await app.GetAsync(path)).Should().BeRefused(path == "/service" ? JwtErrorCode.AccessDenied : JwtErrorCode.TokenMissing);
        using var bob = await app.GetAsync(path, user);
        if (role is null)
            bob.Should().BeOk("bob");
        else
            bob.Should().BeRefused(JwtErrorCode.AccessDenied);
        if (path == "/service")
            return;
        (await app.GetAsync(path, session.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenType);
        (await app.GetAsync(path, token[..^4] + "AAAA")).Should().BeRefused(JwtErrorCode.TokenInvalid);
        await app.Jwt.RevokeAllAsync("alice");
        (await app.GetAsync(path, token)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        app.Time.Advance(TimeSpan.FromMinutes(16));
        (await app.GetAsync(path, user)).Should().BeRefused(JwtErrorCode.TokenExpired);
    }

    [Test]
    public async Task Results_and_extension_methods_of_ASP_NET_Core_know_the_scheme()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");

        (await app.GetAsync("/challenge", token)).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/forbid", token)).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/text", token)).Should().BeOk(token);
        (await app.GetAsync("/text")).Should().BeOk("none");
        (await app.GetAsync("/authenticate", token)).Should().BeOk($"alice {TestApp.Start.AddMinutes(15):O}");
        (await app.GetAsync("/authenticate", "broken")).Should().BeOk("failed");
        (await app.GetAsync("/authenticate")).Should().BeOk("nothing");
    }

    [Test]
    public async Task An_open_endpoint_has_the_user_of_a_good_token_and_no_other()
    {
        await using var app = await StartAsync();
        var token = app.Jwt.CreateAccessToken("alice");

        (await app.GetAsync("/open", token)).Should().BeOk("alice alice");
        (await app.GetAsync("/open", token + "x")).Should().BeOk(" ");
        (await app.GetAsync("/open")).Should().BeOk(" ");
        await app.Jwt.RevokeAsync(app.ReadToken(token));
        (await app.GetAsync("/open", token)).Should().BeOk(" ");
    }

    [Test]
    public async Task A_stream_under_a_policy_ends_with_the_token_and_not_before([Values] bool revoked)
    {
        await using var app = await StartAsync();
        var pair = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { ExpiresIn = TimeSpan.FromDays(20) });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/stream");
        request.Headers.Authorization = new("Bearer", pair.AccessToken);
        using var response = await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (revoked)
            await app.Jwt.RevokeAllAsync("alice");

        var reading = response.Content.ReadAsStringAsync();
        for (var i = 0; i < 600 && !reading.IsCompleted; i++)
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(revoked ? 10 : 1)));
        }

        reading.IsCompleted.Should().Be(revoked);
        if (revoked)
            (await reading).Should().Be("begin end");
    }

    [Test]
    public async Task A_store_that_does_not_respond_is_no_user_at_open_endpoints_and_a_503_where_one_is_required()
    {
        var (store, failing) = (new ScriptedStore(), false);
        await using var app = await StartAsync(cfg => cfg.Revocation.UseStore(_ => store));
        store.Fail = () => failing ? throw new IOException("The store is down.") : Task.CompletedTask;
        var token = app.Jwt.CreateAccessToken("alice");
        (await app.GetAsync("/authorized", token)).Should().BeOk("alice");

        failing = true;

        (await app.GetAsync("/authorized", token)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        (await app.GetAsync("/open", token)).Should().BeOk(" ");
    }

    [Test]
    public async Task A_cookie_is_protected_against_forgery_under_a_policy_as_everywhere()
    {
        await using var app = await StartAsync(cfg => cfg.Locations.Add(TokenLocation.Cookie));
        var cookie = ("Cookie", BrowserClient.Access(app.Jwt.CreateAccessToken("alice")));

        using var own = await app.PostAsync("/authorized", cookie, ("Sec-Fetch-Site", "same-origin"));
        using var foreign = await app.PostAsync("/authorized", cookie, ("Sec-Fetch-Site", "cross-site"));

        own.Should().BeOk("alice");
        foreign.Should().BeRefused(JwtErrorCode.CsrfMismatch);
    }

    [Test]
    public async Task A_policy_beside_a_required_token_sees_that_user_and_not_that_of_the_cookie()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/sign-in/{role}", SignIn);
                routes.MapGet("/admin", (Token token) => token.Identity).RequireJwt().RequireAuthorization(IsAdmin);
            },
            build: builder =>
            {
                builder.Services.AddAuthentication(JwtExtendedDefaults.AuthenticationScheme)
                    .AddCookie(options => options.Cookie.SecurePolicy = CookieSecurePolicy.None);
                builder.Services.AddJwtExtended();
            });
        async Task<HttpResponseMessage> AskAsync(string cookieRole, string tokenRole) => await app.GetWithHeaderAsync(
            "/admin",
            ("Authorization", "Bearer " + app.Jwt.CreateAccessToken("alice", tokenRole)),
            ("Cookie", (await app.GetAsync("/sign-in/" + cookieRole)).CookieHeader()));

        (await AskAsync("ADMIN", "USER")).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await AskAsync("USER", "ADMIN")).Should().BeOk("alice");
        (await app.GetWithHeaderAsync("/admin", ("Cookie", (await app.GetAsync("/sign-in/ADMIN")).CookieHeader())))
            .Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [TestCase("optional")]
    [TestCase("required")]
    public async Task A_plain_authorization_beside_the_guard_asks_for_what_the_default_policy_asks(string how)
    {
        await using var app = await StartAsync(build: static services => services.AddAuthorizationBuilder()
            .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireRole("ADMIN").Build()));
        var path = $"/{how}-authorized";

        (await app.GetAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync(path, app.Jwt.CreateAccessToken("alice", "USER"))).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync(path, app.Jwt.CreateAccessToken("alice", "ADMIN"))).Should().BeOk("alice");
    }

    [Test]
    public async Task A_policy_of_another_scheme_is_not_satisfied_by_the_token()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/admin", (Token token) => token.Identity).RequireJwt().RequireAuthorization(static policy => policy
                .AddAuthenticationSchemes(CookieAuthenticationDefaults.AuthenticationScheme).RequireRole("ADMIN")),
            build: static builder =>
            {
                builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
                builder.Services.AddJwtExtended();
            });

        using var response = await app.GetAsync("/admin", app.Jwt.CreateAccessToken("alice", "ADMIN"));

        response.RequestMessage!.RequestUri!.AbsolutePath.Should().Be("/Account/Login");
    }

    [Test]
    public async Task A_policy_scheme_forwards_to_this_one_or_to_another()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/sign-in/{role}", SignIn);
                routes.MapGet("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
            },
            build: builder =>
            {
                builder.Services.AddAuthentication("either")
                    .AddPolicyScheme("either", null, options => options.ForwardDefaultSelector = context =>
                        context.Request.Headers.Authorization.Count > 0
                            ? JwtExtendedDefaults.AuthenticationScheme
                            : CookieAuthenticationDefaults.AuthenticationScheme)
                    .AddCookie(options => options.Cookie.SecurePolicy = CookieSecurePolicy.None)
                    .AddJwtExtended();
                builder.Services.AddAuthorization();
            });
        using var signedIn = await app.GetAsync("/sign-in/USER");

        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
        (await app.GetAsync("/me", "broken")).Should().BeRefused(JwtErrorCode.TokenMalformed);
        (await app.GetWithHeaderAsync("/me", ("Cookie", signedIn.CookieHeader()))).Should().BeOk("carol");
    }

    [Test]
    public async Task A_transformation_of_claims_is_seen_by_policies_and_handlers()
    {
        await using var app = await StartAsync(build: static services => services.AddSingleton<IClaimsTransformation, Promotion>());
        var (alice, bob) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateAccessToken("bob"));

        foreach (var path in new[] { "/role", "/role-of-token" })
        {
            (await app.GetAsync(path, alice)).Should().BeOk("alice");
            (await app.GetAsync(path, bob)).Should().BeRefused(JwtErrorCode.AccessDenied);
        }

        (await app.GetAsync("/is-admin", alice)).Should().BeOk("True");
        (await app.GetAsync("/is-admin", bob)).Should().BeOk("False");
    }

    [Test]
    public async Task AllowAnonymous_is_fine_beside_what_decides_by_itself()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/perhaps", (Token? token) => token?.Identity ?? "nobody").OptionalJwt().AllowAnonymous();
                routes.MapGet("/open", () => "open").WithoutJwt().AllowAnonymous();
                routes.MapJwtRefresh().AllowAnonymous();
                routes.MapJwtLogout().AllowAnonymous();
                var closed = routes.MapGroup("/group").AllowAnonymous();
                closed.MapGet("/me", () => "me").RequireJwt();
            },
            build: static builder => builder.Services.AddJwtExtended().AddAuthorizationBuilder()
                .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()));
        var pair = app.Jwt.CreateTokenPair("alice");

        (await app.GetAsync("/perhaps")).Should().BeOk("nobody");
        (await app.GetAsync("/open")).Should().BeOk("open");
        (await app.GetAsync("/group/me")).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync("/group/me", pair.AccessToken)).Should().BeOk("me");
        (await app.SendAsync(HttpMethod.Post, "/refresh", pair.RefreshToken)).Should().BeOk();
        (await app.SendAsync(HttpMethod.Post, "/logout", pair.AccessToken)).IsSuccessStatusCode.Should().BeTrue();
    }

    [Test]
    public async Task Re_execution_shows_no_user_of_the_endpoint_before()
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.UseStatusCodePagesWithReExecute("/error");
                routes.MapGet("/missing", () => Results.NotFound()).RequireJwt();
                routes.MapGet("/error", (HttpContext context) => $"error {context.GetJwtToken()?.Identity} {context.User.Identity?.Name}");
            },
            build: static builder =>
            {
                builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
                builder.Services.AddJwtExtended();
            });

        using var missing = await app.GetAsync("/missing", app.Jwt.CreateAccessToken("alice"));

        (await missing.Content.ReadAsStringAsync()).Should().Be("error  ");
    }

    private static void IsAdmin(AuthorizationPolicyBuilder policy) => policy.RequireRole("ADMIN");

    private static IResult SignIn(string role) => Results.SignIn(
        new ClaimsPrincipal(new ClaimsIdentity([new("name", "carol"), new("role", role)], "cookie", "name", "role")),
        authenticationScheme: CookieAuthenticationDefaults.AuthenticationScheme);

    private static Task<TestApp> StartAsync(Action<JwtOptions>? configure = null, Action<IServiceCollection>? build = null) =>
        TestApp.StartAsync(
            MapRoutes,
            configure,
            builder =>
            {
                builder.Services.AddJwtExtended();
                builder.Services.AddAuthorizationBuilder().AddPolicy("admin", IsAdmin);
                build?.Invoke(builder.Services);
            });

    private static void MapRoutes(WebApplication routes)
    {
        static string? NameOf(ClaimsPrincipal user) => user.Identity?.Name;
        routes.MapMethods("/authorized", ["GET", "POST"], NameOf).RequireAuthorization();
        routes.MapGet("/attribute", [Authorize] (ClaimsPrincipal user) => NameOf(user));
        routes.MapGet("/role", [Authorize(Roles = "ADMIN")] (ClaimsPrincipal user) => NameOf(user));
        routes.MapGet("/role-of-token", (Token token) => token.Identity).RequireJwt().RequireAuthorization("admin");
        routes.MapGet("/is-admin", (ClaimsPrincipal user, Token _) => $"{user.IsInRole("ADMIN")}").RequireJwt();
        routes.MapGet("/policy", NameOf).RequireAuthorization("admin");
        routes.MapGet("/assertion", NameOf)
            .RequireAuthorization(policy => policy.RequireAssertion(static context => context.User.IsInRole("ADMIN")));
        routes.MapGet("/service", async (ClaimsPrincipal user, IAuthorizationService authorization) =>
            (await authorization.AuthorizeAsync(user, "admin")).Succeeded ? Results.Text(NameOf(user)) : Results.Forbid());
        routes.MapGet("/optional-authorized", NameOf).OptionalJwt().RequireAuthorization();
        routes.MapGet("/required-authorized", [Authorize] (ClaimsPrincipal user) => NameOf(user)).RequireJwt();
        routes.MapGet("/challenge", () => Results.Challenge());
        routes.MapGet("/forbid", () => Results.Forbid());
        routes.MapGet("/text", async (HttpContext context) => await context.GetTokenAsync("access_token") ?? "none");
        routes.MapGet("/authenticate", async (HttpContext context) => await context.AuthenticateAsync() switch
        {
            { Succeeded: true } result => $"{result.Principal.Identity!.Name} {result.Properties.ExpiresUtc:O}",
            { None: true } => "nothing",
            _ => "failed",
        });
        routes.MapGet("/stream", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("begin ");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.GetJwtLifetime()).ContinueWith(static _ => { }, TaskScheduler.Default);
            await context.Response.WriteAsync("end");
        }).RequireAuthorization();
        routes.MapGet("/open", (HttpContext context) => $"{context.User.Identity?.Name} {context.GetJwtToken()?.Identity}");
    }

    private sealed class Promotion : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            if (principal.Identity?.Name != "alice" || principal.IsInRole("ADMIN"))
                return Task.FromResult(principal);
            var transformed = principal.Clone();
            ((ClaimsIdentity)transformed.Identity!).AddClaim(new Claim("role", "ADMIN"));
            return Task.FromResult(transformed);
        }
    }
}
