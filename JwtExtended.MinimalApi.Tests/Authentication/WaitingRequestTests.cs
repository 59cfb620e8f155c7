using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>What changes between the middleware of <c>Initialize</c> and the endpoint.</summary>
public sealed class WaitingRequestTests
{
    [TestCase(0, true, 1)]
    [TestCase(1, true, 1)]
    [TestCase(3, true, 2)]
    [TestCase(3, false, 2)]
    public async Task A_request_that_waited_is_looked_up_again(int seconds, bool isAlive, int lookUps)
    {
        HookedStore store = null!;
        var found = 0;
        TestApp? app = null;
        app = await TestApp.StartAsync(
            routes =>
            {
                routes.Use(async (context, next) =>
                {
                    if (!isAlive)
                        await app!.Jwt.RevokeAllAsync("alice");
                    found = 0;
                    app!.Time.Advance(TimeSpan.FromSeconds(seconds));
                    await next(context);
                });
                routes.MapGet("/transfer", (Token token) => "by " + token.Identity).RequireJwt();
            },
            cfg => cfg.Revocation.UseStore(
                services => store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>()))));
        await using var _ = app;
        store.Before = call =>
        {
            found += call == "find" ? 1 : 0;
            return Task.CompletedTask;
        };

        using var response = await app.GetAsync("/transfer", app.Jwt.CreateAccessToken("alice"));

        if (isAlive)
            response.Should().BeOk("by alice");
        else
            response.Should().BeRefused(JwtErrorCode.TokenRevoked);
        found.Should().Be(lookUps - 1, "the first look-up was in front of the middleware");
    }

    [TestCase("boss", "policy", true)]
    [TestCase("mallory", "policy", false)]
    [TestCase("boss", "requirement", true)]
    [TestCase("mallory", "requirement", false)]
    public async Task A_policy_beside_a_token_decides_about_the_user_of_the_token(string user, string how, bool isAllowed)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.UseAuthentication();
                routes.UseAuthorization();
                routes.MapGet("/sign-in", (HttpContext context) => Results.SignIn(
                    new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity(
                        [new("name", "boss"), new("role", "admin")], "cookie", "name", "role")),
                    authenticationScheme: CookieAuthenticationDefaults.AuthenticationScheme));
                var promote = routes.MapPost("/promote", (Token token) => token.Identity + " is an admin now");
                if (how == "policy")
                    promote.RequireAuthorization(policy => policy.RequireRole("admin"));
                else
                    promote.WithMetadata(new AdminRequirement());
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
            response.Should().BeOk("boss is an admin now");
        else
            response.Should().BeRefused(JwtErrorCode.AccessDenied);
    }

    private sealed class AdminRequirement : IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new RolesAuthorizationRequirement(["admin"])];
    }
}
