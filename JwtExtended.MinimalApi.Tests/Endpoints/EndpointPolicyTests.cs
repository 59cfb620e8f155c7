using System.Security.Claims;
using JwtExtended.MinimalApi.Tests.Authentication;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>
/// Authorization policies on an endpoint that takes a token, beside another scheme, whose user is an admin and an auditor.
/// </summary>
public sealed class EndpointPolicyTests
{
    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    [TestCase("admin", "policy", true)]
    [TestCase("user", "policy", false)]
    [TestCase("admin", "named policy", true)]
    [TestCase("user", "named policy", false)]
    [TestCase("admin", "policy as metadata", true)]
    [TestCase("user", "policy as metadata", false)]
    [TestCase("admin", "requirement", true)]
    [TestCase("user", "requirement", false)]
    [TestCase("user", "policy of the cookie", true)]
    [TestCase("admin auditor", "policy and requirement", true)]
    [TestCase("admin", "policy and requirement", false)]
    [TestCase("auditor", "policy and requirement", false)]
    public async Task A_policy_decides_about_the_user_of_the_token_unless_it_names_a_scheme(string roles, string how, bool isAllowed)
    {
        await using var app = await StartAsync(routes => Configure(routes.MapPost("/promote", Promote), how));

        using var response = await PromoteAsync(app, roles);

        if (isAllowed)
            response.Should().BeOk("alice is an admin now");
        else
            response.Should().BeRefused(JwtErrorCode.AccessDenied);
    }

    [TestCase("user", "nothing", true)]
    [TestCase("admin", "requirement", true)]
    [TestCase("user", "requirement", false)]
    [TestCase("admin", "policy as metadata", true)]
    [TestCase("user", "policy as metadata", false)]
    public async Task The_fallback_policy_does_not_decide_about_the_token(string roles, string how, bool isAllowed)
    {
        await using var app = await StartAsync(
            routes => Configure(routes.MapPost("/promote", Promote).RequireJwt(), how),
            static authorization => authorization.SetFallbackPolicy(Requires("auditor")));

        using var response = await PromoteAsync(app, roles);

        if (isAllowed)
            response.Should().BeOk("alice is an admin now");
        else
            response.Should().BeRefused(JwtErrorCode.AccessDenied);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_policy_that_ASPNET_Core_ignores_does_not_decide_about_the_token(bool allowsAnonymous)
    {
        await using var app = await StartAsync(routes =>
        {
            var group = routes.MapGroup("/");
            if (allowsAnonymous)
                group.AllowAnonymous();
            group.MapPost("/promote", Promote).RequireAuthorization(Requires("admin")).RequireJwt();
        });

        using var response = await PromoteAsync(app, "user");

        if (allowsAnonymous)
            response.Should().BeOk("alice is an admin now");
        else
            response.Should().BeRefused(JwtErrorCode.AccessDenied);
    }

    [TestCase("boss", true)]
    [TestCase("mallory", false)]
    public async Task A_policy_decides_about_the_user_of_the_token_where_the_scheme_is_registered(string user, bool isAllowed)
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapPost("/promote", (Token token) => token.Identity + " is an admin now")
                .RequireJwt().RequireAuthorization(policy => policy.RequireRole("admin")),
            build: builder =>
            {
                builder.Services.AddAuthentication(JwtExtendedDefaults.AuthenticationScheme)
                    .AddScheme<AuthenticationSchemeOptions, FrankHandler>("frank", null);
                builder.Services.AddJwtExtended();
            });

        using var response = await app.SendAsync(
            HttpMethod.Post, "/promote", app.Jwt.CreateAccessToken(user, user == "boss" ? "admin" : "user"));
        using var nobody = await app.SendAsync(HttpMethod.Post, "/promote");

        if (isAllowed)
            response.Should().BeOk(user + " is an admin now");
        else
            response.Should().BeRefused(JwtErrorCode.AccessDenied);
        nobody.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task A_policy_that_changes_while_the_application_runs_is_read_anew()
    {
        var policies = new ChangingPolicies();
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/x", (Token token) => token.Identity).RequireJwt().RequireAuthorization("p"),
            build: builder =>
            {
                builder.Services.AddJwtExtended();
                builder.Services.AddSingleton<IAuthorizationPolicyProvider>(policies);
            });
        var (alice, bob) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateAccessToken("bob"));

        foreach (var (needed, token, other) in new[] { ("alice", alice, bob), ("bob", bob, alice), ("alice", alice, bob) })
        {
            policies.Needed = needed;
            (await app.GetAsync("/x", token)).Should().BeOk(needed);
            (await app.GetAsync("/x", other)).Should().BeRefused(JwtErrorCode.AccessDenied);
        }
    }

    [TestCase("boss", true)]
    [TestCase("alice", false)]
    public async Task A_policy_that_may_change_decides_about_the_user_of_the_token_and_not_only_of_the_cookie(string user, bool isAllowed)
    {
        await using var app = await StartAsync(
            static routes => routes.MapPost("/promote", Promote).RequireJwt().RequireAuthorization("p"),
            static authorization => authorization.Services.AddSingleton<IAuthorizationPolicyProvider>(
                new ChangingPolicies { Needed = "boss" }));

        using var response = await PromoteAsync(app, "user", user);

        if (isAllowed)
            response.Should().BeOk("boss is an admin now");
        else
            response.Should().BeRefused(JwtErrorCode.AccessDenied);
    }

    private static string Promote(Token token) => token.Identity + " is an admin now";

    private static AuthorizationPolicy Requires(string role) => new AuthorizationPolicyBuilder().RequireRole(role).Build();

    private static void Configure(RouteHandlerBuilder endpoint, string how) => _ = how switch
    {
        "policy" => endpoint.RequireAuthorization(Requires("admin")),
        "named policy" => endpoint.RequireAuthorization("Admins"),
        "policy as metadata" => endpoint.WithMetadata(Requires("admin")),
        "requirement" => endpoint.WithMetadata(new AdminRequirement()),
        "policy and requirement" => endpoint.RequireAuthorization(Requires("auditor")).WithMetadata(new AdminRequirement()),
        "policy of the cookie" => endpoint.RequireAuthorization(
            static policy => policy.RequireRole("admin").AddAuthenticationSchemes(Scheme)),
        _ => endpoint,
    };

    private static Task<TestApp> StartAsync(Action<WebApplication> map, Action<AuthorizationBuilder>? authorize = null) =>
        TestApp.StartAsync(
            routes =>
            {
                routes.UseAuthentication();
                routes.UseAuthorization();
                routes.MapGet("/sign-in", static () => Results.SignIn(
                    new ClaimsPrincipal(new ClaimsIdentity(
                        [new("name", "boss"), new("role", "admin"), new("role", "auditor")], "cookie", "name", "role")),
                    authenticationScheme: Scheme)).AllowAnonymous();
                map(routes);
            },
            build: builder =>
            {
                builder.Services.AddAuthentication(Scheme)
                    .AddCookie(static options => options.Cookie.SecurePolicy = CookieSecurePolicy.None);
                var authorization = builder.Services.AddAuthorizationBuilder().AddPolicy("Admins", Requires("admin"));
                authorize?.Invoke(authorization);
            });

    private static async Task<HttpResponseMessage> PromoteAsync(TestApp app, string roles, string user = "alice")
    {
        using var signedIn = await app.GetAsync("/sign-in");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        var token = app.Jwt.CreateAccessToken(user, new TokenDescriptor { Roles = roles.Split(' ') });
        return await app.PostAsync("/promote", ("Cookie", cookie), ("Authorization", "Bearer " + token));
    }

    private sealed class ChangingPolicies : IAuthorizationPolicyProvider
    {
        public string Needed { get; set; } = "alice";

        public bool AllowsCachingPolicies => false;

        public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) =>
            Task.FromResult<AuthorizationPolicy?>(new AuthorizationPolicyBuilder().RequireUserName(Needed).Build());

        public Task<AuthorizationPolicy> GetDefaultPolicyAsync() =>
            Task.FromResult(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

        public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Task.FromResult<AuthorizationPolicy?>(null);
    }

    private sealed class AdminRequirement : IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new RolesAuthorizationRequirement(["admin"])];
    }
}
