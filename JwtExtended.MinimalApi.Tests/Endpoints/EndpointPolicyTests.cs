using System.Security.Claims;
using JwtExtended.MinimalApi.Tests.Authentication;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Authorization policies on an endpoint that takes a token, beside another scheme.</summary>
public sealed class EndpointPolicyTests
{
    [TestCase("boss", "policy", true)]
    [TestCase("mallory", "policy", false)]
    [TestCase("boss", "requirement", true)]
    [TestCase("mallory", "requirement", false)]
    [TestCase("mallory", "policy of the cookie", true)]
    public async Task A_policy_decides_about_the_user_of_the_token_unless_it_names_a_scheme(string user, string how, bool isAllowed)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.UseAuthentication();
                routes.UseAuthorization();
                routes.MapGet("/sign-in", (HttpContext context) => Results.SignIn(
                    new ClaimsPrincipal(new ClaimsIdentity(
                        [new("name", "boss"), new("role", "admin")], "cookie", "name", "role")),
                    authenticationScheme: CookieAuthenticationDefaults.AuthenticationScheme));
                var promote = routes.MapPost("/promote", (Token token) => token.Identity + " is an admin now");
                _ = how switch
                {
                    "policy" => promote.RequireAuthorization(policy => policy.RequireRole("admin")),
                    "requirement" => promote.WithMetadata(new AdminRequirement()),
                    _ => promote.RequireAuthorization(policy => policy.RequireRole("admin")
                        .AddAuthenticationSchemes(CookieAuthenticationDefaults.AuthenticationScheme)),
                };
            },
            build: builder =>
            {
                builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
                    .AddCookie(options => options.Cookie.SecurePolicy = CookieSecurePolicy.None);
                builder.Services.AddAuthorization();
            });
        using var signedIn = await app.GetAsync("/sign-in");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        var token = app.Jwt.CreateAccessToken(user, user == "boss" ? "admin" : "user");

        using var response = await app.PostAsync("/promote", ("Cookie", cookie), ("Authorization", "Bearer " + token));

        if (isAllowed)
            response.Should().BeOk(user + " is an admin now");
        else
            response.RequestMessage!.RequestUri!.AbsolutePath.Should().Be("/Account/AccessDenied", "the scheme of the cookie refuses");
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
                builder.Services.AddAuthentication("frank").AddScheme<AuthenticationSchemeOptions, FrankHandler>("frank", null);
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
