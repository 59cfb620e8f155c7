using System.Security.Claims;
using JwtExtended.MinimalApi.Tests.Support;
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
            response.Should().BeRefused(JwtErrorCode.AccessDenied);
    }

    private sealed class AdminRequirement : IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new RolesAuthorizationRequirement(["admin"])];
    }
}
