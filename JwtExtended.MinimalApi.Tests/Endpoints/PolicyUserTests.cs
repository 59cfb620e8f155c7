using System.Security.Claims;
using System.Text.Json;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>The user that a policy beside a token is evaluated for, where cookies are the default scheme.</summary>
public sealed class PolicyUserTests
{
    private const string Cookies = CookieAuthenticationDefaults.AuthenticationScheme;

    [TestCase("BANNED", false, false)]
    [TestCase("BANNED", true, false)]
    [TestCase("USER", false, true)]
    [TestCase("USER", true, true)]
    public async Task A_policy_that_denies_the_token_of_an_optional_endpoint_refuses(string role, bool ignoresBad, bool isAllowed)
    {
        await using var app = await StartAsync(
            routes => routes.MapGet("/x", (HttpContext context) => $"{context.User.Identity?.Name} {context.GetJwtToken()?.Identity}")
                .OptionalJwt(jwt => _ = ignoresBad ? jwt.IgnoreBadCredentials() : jwt)
                .RequireAuthorization(policy => policy.RequireAssertion(static it => !it.User.IsInRole("BANNED"))));

        var alice = app.Jwt.CreateTokenPair("alice", new TokenDescriptor { Role = role }).AccessToken;

        foreach (var (name, value) in new[] { ("Cookie", BrowserClient.Access(alice)), ("Authorization", "Bearer " + alice) })
        {
            using var response = await app.GetWithHeaderAsync("/x", (name, value));
            if (isAllowed)
                response.Should().BeOk("alice alice");
            else
                response.Should().BeRefused(JwtErrorCode.AccessDenied);
        }

        (await app.GetAsync("/x")).Should().BeOk(" ");
    }

    [TestCase("ADMIN", true)]
    [TestCase("USER", false)]
    public async Task The_default_policy_of_an_attribute_that_brings_requirements_decides_about_the_token(string role, bool isAllowed)
    {
        await using var app = await StartAsync(
            routes => routes.MapGet("/x", [Named] (Token token) => token.Identity).RequireJwt(),
            authorization: options => options.SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireRole("ADMIN").Build()));
        var carol = await SignInAsync(app, "ADMIN");

        using var response = await GetAsync(app, "/x", carol, app.Jwt.CreateAccessToken("alice", role));

        if (isAllowed)
            response.Should().BeOk("alice");
        else
            response.Should().BeRefused(JwtErrorCode.AccessDenied);
    }

    [TestCase("suspended", true, false)]
    [TestCase("alice", true, true)]
    [TestCase("suspended", false, false)]
    [TestCase("alice", false, true)]
    public async Task A_policy_sees_what_the_application_adds_to_the_user_of_the_token(string user, bool hasScheme, bool isAllowed)
    {
        await using var app = await StartAsync(
            routes => routes.MapGet("/x", (HttpContext context) => context.User.FindFirstValue("state") ?? "none").RequireJwt()
                .RequireAuthorization(policy => policy.RequireAssertion(static it => !it.User.HasClaim("state", "suspended"))),
            build: builder =>
            {
                builder.Services.AddTransient<IClaimsTransformation, State>();
                if (hasScheme)
                    builder.Services.AddJwtExtended();
            });
        var carol = await SignInAsync(app, "USER");

        using var response = await GetAsync(app, "/x", carol, app.Jwt.CreateAccessToken(user));

        if (isAllowed)
            response.Should().BeOk("alice 1");
        else
            response.Should().BeRefused(JwtErrorCode.AccessDenied);
    }

    [TestCase(true, true)]
    [TestCase(false, false)]
    public async Task A_policy_refuses_where_the_authentication_of_the_application_knows_no_user(bool knows, bool isAllowed)
    {
        await using var app = await TestApp.StartAsync(
            static routes => routes.MapGet("/x", (Token token) => token.Identity).RequireJwt()
                .RequireAuthorization(policy => policy.RequireAssertion(static _ => true)),
            build: builder =>
            {
                builder.Services.AddJwtExtended();
                if (!knows)
                    builder.Services.AddScoped<IAuthenticationService, NobodyService>();
            });

        using var response = await app.GetAsync("/x", app.Jwt.CreateAccessToken("alice"));

        if (isAllowed)
            response.Should().BeOk("alice");
        else
            response.Should().BeRefused(JwtErrorCode.AccessDenied);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_an_application_added_to_the_user_stays_where_the_token_is_read_again(bool waits)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.Use((context, next) =>
                {
                    if (waits)
                        context.RequestServices.GetRequiredService<Clock>().Time.Advance(TimeSpan.FromSeconds(10));
                    return next(context);
                });
                routes.MapGet("/x", (HttpContext context) => context.User.FindFirstValue("state") ?? "none").RequireJwt();
            },
            cfg => cfg.VerifiedTokenCacheSize = 0,
            builder =>
            {
                builder.Services.AddJwtExtended();
                builder.Services.AddTransient<IClaimsTransformation, State>();
                builder.Services.AddSingleton(
                    services => new Clock((FakeTimeProvider)services.GetRequiredService<TimeProvider>()));
            });

        (await app.GetAsync("/x", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice 1");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_a_transformation_makes_of_the_user_is_the_same_in_the_policy_and_in_the_handler(bool isDefault)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/x", EditorOf).RequireJwt().RequireAuthorization(policy => policy
                    .AddAuthenticationSchemes(isDefault ? [] : ["JwtExtended"]).RequireRole("EDITOR"));
                routes.MapGet("/open", EditorOf).WithoutJwt();
            },
            build: builder =>
            {
                builder.Services.AddTransient<IClaimsTransformation, Editor>().AddJwtExtended();
                if (!isDefault)
                    builder.Services.AddAuthentication(Cookies).AddCookie();
            });

        (await app.GetAsync("/x", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice True");
        (await app.GetAsync("/x", app.Jwt.CreateAccessToken("bob"))).Should().BeRefused(JwtErrorCode.AccessDenied);
        (await app.GetAsync("/open", app.Jwt.CreateAccessToken("alice"))).Should().BeOk(" False");
    }

    [TestCase("/plain")]
    [TestCase("/named")]
    [TestCase("/authorized")]
    public async Task A_right_that_a_transformation_takes_away_is_gone_everywhere(string path)
    {
        await using var app = await TestApp.StartAsync(
            static routes =>
            {
                static string RightsOf(HttpContext context) =>
                    $"{context.User.IsInRole("ADMIN")} {context.User.IsInRole("EDITOR")} {context.GetJwtToken()?.Identity}";
                routes.MapGet("/plain", RightsOf).RequireJwt();
                routes.MapGet("/named", RightsOf).RequireJwt().RequireAuthorization(static policy => policy.RequireRole("EDITOR"));
                routes.MapGet("/authorized", RightsOf).RequireAuthorization();
            },
            build: static builder => builder.Services.AddTransient<IClaimsTransformation, Demotion>().AddJwtExtended(),
            pipeline: static app =>
            {
                app.UseRouting();
                app.UseAuthentication();
                app.UseAuthorization();
            });

        (await app.GetAsync(path, app.Jwt.CreateAccessToken("alice", "ADMIN"))).Should().BeOk("False True alice");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Asking_the_scheme_gives_the_request_no_other_user(bool asks)
    {
        await using var app = await StartAsync(
            routes => routes.MapGet("/x", (Token token) => token.Identity).RequireJwt()
                .RequireAuthorization(static policy => policy.RequireRole("ADMIN")),
            static builder => builder.Services.AddJwtExtended(),
            pipeline: it =>
            {
                it.UseRouting();
                it.UseAuthentication();
                it.Use(async (context, next) =>
                {
                    if (asks)
                        await context.AuthenticateAsync("JwtExtended");
                    await next(context);
                });
                it.UseAuthorization();
            });
        var alice = app.Jwt.CreateAccessToken("alice", "ADMIN");

        (await GetAsync(app, "/x", await SignInAsync(app, "USER"), alice)).IsSuccessStatusCode.Should()
            .BeFalse("both must satisfy the policy");
        (await GetAsync(app, "/x", await SignInAsync(app, "ADMIN"), alice)).Should().BeOk("alice");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_page_that_is_executed_again_does_not_see_the_user_of_the_endpoint_before(bool hasScheme)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.UseStatusCodePagesWithReExecute("/error");
                routes.Use(async (context, next) =>
                {
                    if (context.Request.Query.ContainsKey("busy") && context.Request.Path == "/x")
                        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                    else
                        await next(context);
                });
                routes.MapGet("/x", (Token token) => token.Identity).RequireJwt();
                routes.MapGet("/error", (HttpContext context) => $"error {context.User.Identity?.Name} {context.GetJwtToken()?.Identity}");
            },
            build: builder =>
            {
                if (hasScheme)
                    builder.Services.AddJwtExtended();
            });
        var alice = app.Jwt.CreateAccessToken("alice");

        (await (await app.GetAsync("/x?busy", alice)).Content.ReadAsStringAsync()).Should().Be("error  ");
        (await app.GetAsync("/x", alice)).Should().BeOk("alice");
    }

    [Test]
    public async Task A_provider_of_policies_that_needs_a_request_is_not_asked_at_the_start()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/x", (ClaimsPrincipal user) => user.Identity?.Name).RequireAuthorization("any"),
            build: static builder =>
            {
                builder.Services.AddHttpContextAccessor();
                builder.Services.AddSingleton<IAuthorizationPolicyProvider, RequestPolicies>();
                builder.Services.AddJwtExtended().AddAuthentication().AddCookie().AddCookie("other");
            });

        (await app.GetAsync("/x", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
        (await app.GetAsync("/x")).Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_policy_leaves_a_form_that_proves_its_page_and_a_ticket_alone(bool hasPolicy)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                var pay = routes.MapPost("/pay", (Token token) => token.Identity).RequireJwt();
                var file = routes.MapGet("/file", (Token token) => token.Identity).RequireJwt(jwt => jwt.From(TokenLocation.Ticket));
                routes.MapJwtTicket();
                if (!hasPolicy)
                    return;
                pay.RequireAuthorization();
                file.RequireAuthorization();
            },
            UseHeaderAndCookie,
            builder => builder.Services.AddJwtExtended());
        var alice = app.Jwt.CreateAccessToken("alice");
        var pair = app.Jwt.CreateTokenPair("alice");

        (await PayAsync(app, pair.AccessToken, app.ReadToken(pair.AccessToken).Csrf!)).Should().BeOk("alice");
        (await PayAsync(app, pair.AccessToken, "wrong")).Should().BeRefused(JwtErrorCode.CsrfMismatch);
        var ticket = await TicketAsync(app, alice);
        (await app.GetAsync(ticket)).Should().BeOk("alice");
        (await app.GetAsync(ticket)).IsSuccessStatusCode.Should().BeFalse("it is used up");
        (await app.GetAsync("/file")).Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    private static void UseHeaderAndCookie(JwtOptions cfg)
    {
        cfg.Locations.Add(TokenLocation.Header);
        cfg.Locations.Add(TokenLocation.Cookie);
    }

    private static async Task<HttpResponseMessage> PayAsync(TestApp app, string token, string csrf)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pay")
        {
            Content = new FormUrlEncodedContent([new("csrf_token", csrf)]),
        };
        request.Headers.Add("Cookie", BrowserClient.Access(token));
        return await app.Client.SendAsync(request);
    }

    private static async Task<string> TicketAsync(TestApp app, string token)
    {
        using var response = await app.SendAsync(HttpMethod.Post, "/ticket?path=/file", token);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return "/file?ticket=" + body.RootElement.GetProperty("ticket").GetString();
    }

    private static async Task<string> SignInAsync(TestApp app, string role)
    {
        using var response = await app.GetAsync("/sign-in?role=" + role);
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static Task<HttpResponseMessage> GetAsync(TestApp app, string path, string cookie, string token) =>
        app.GetWithHeaderAsync(path, ("Cookie", cookie), ("Authorization", "Bearer " + token));

    private static Task<TestApp> StartAsync(
        Action<WebApplication> routes,
        Action<WebApplicationBuilder>? build = null,
        Action<AuthorizationBuilder>? authorization = null,
        Action<WebApplication>? pipeline = null) => TestApp.StartAsync(
            app =>
            {
                app.MapGet("/sign-in", (string role) => Results.SignIn(
                    new ClaimsPrincipal(new ClaimsIdentity([new("name", "carol"), new("role", role)], Cookies, "name", "role")),
                    authenticationScheme: Cookies));
                routes(app);
            },
            UseHeaderAndCookie,
            builder =>
            {
                builder.Services.AddAuthentication(Cookies).AddCookie();
                var options = builder.Services.AddAuthorizationBuilder();
                authorization?.Invoke(options);
                build?.Invoke(builder);
            },
            pipeline);

    private static string EditorOf(ClaimsPrincipal user) => $"{user.Identity?.Name} {user.IsInRole("EDITOR")}";

    private sealed class NobodyService : IAuthenticationService
    {
        public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme) =>
            Task.FromResult(AuthenticateResult.NoResult());

        public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Refuse(context);

        public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Refuse(context);

        public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) =>
            throw new NotSupportedException();

        public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) =>
            throw new NotSupportedException();

        // Of the middleware of authorization: the guard is what the test is about.
        private static Task Refuse(HttpContext context)
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
            return Task.CompletedTask;
        }
    }

    private sealed class Editor : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            if (principal.Identity?.Name != "alice" || principal.IsInRole("EDITOR"))
                return Task.FromResult(principal);
            var transformed = principal.Clone();
            transformed.AddIdentity(new ClaimsIdentity([new Claim(ClaimTypes.Role, "EDITOR")], "Local"));
            return Task.FromResult(transformed);
        }
    }

    private sealed class Demotion : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            var identity = (ClaimsIdentity)principal.Identity!;
            var rest = new ClaimsIdentity(identity.Claims.Where(static claim => claim.Type != "role"), "Local", "sub", "role");
            rest.AddClaim(new Claim("role", "EDITOR"));
            return Task.FromResult(new ClaimsPrincipal(rest));
        }
    }

    private sealed class RequestPolicies(IHttpContextAccessor accessor) : IAuthorizationPolicyProvider
    {
        public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) => Task.FromResult<AuthorizationPolicy?>(
            new AuthorizationPolicyBuilder(accessor.HttpContext!.Request.Headers.ContainsKey("X-Other") ? "other" : "JwtExtended")
                .RequireAuthenticatedUser().Build());

        public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => throw new NotSupportedException();

        public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Task.FromResult<AuthorizationPolicy?>(null);
    }

    private sealed record Clock(FakeTimeProvider Time);

    private sealed class NamedAttribute : AuthorizeAttribute, IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new DenyAnonymousAuthorizationRequirement()];
    }

    private sealed class State : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            var count = principal.FindAll("state").Count() + 1;
            var state = principal.Identity?.Name == "suspended" ? "suspended" : $"{principal.Identity?.Name} {count}";
            ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim("state", state));
            return Task.FromResult(principal);
        }
    }
}
