using System.Security.Claims;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>A predicate decides about the user that the handler gets.</summary>
public sealed class PredicateUserTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_predicate_sees_the_user_of_the_token_also_where_only_the_endpoint_can_authenticate(bool later)
    {
        await using var app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapJwtTicket();
                routes.MapGet("/page", (Token token) => token.Identity)
                    .RequireJwt(jwt => jwt.From(TokenLocation.Ticket, TokenLocation.Header).Where(async (context, token) =>
                    {
                        if (later)
                            await Task.Yield();
                        return !context.User.IsInRole("BANNED") && context.GetJwtToken() == token;
                    }));
            });
        string Ticketed(string ticket) => "/page?ticket=" + ticket;

        foreach (var (role, isAllowed) in new[] { ("BANNED", false), ("USER", true) })
        {
            var token = app.Jwt.CreateAccessToken("mallory", role);
            using var given = await app.SendAsync(HttpMethod.Post, "/ticket?path=/page", token);
            using var body = System.Text.Json.JsonDocument.Parse(await given.Content.ReadAsStringAsync());
            using var byHeader = await app.GetAsync("/page", token);
            using var byTicket = await app.GetAsync(Ticketed(body.RootElement.GetProperty("ticket").GetString()!));

            foreach (var response in new[] { byHeader, byTicket })
            {
                if (isAllowed)
                    response.Should().BeOk("mallory");
                else
                    response.Should().BeRefused(JwtErrorCode.AccessDenied);
            }
        }
    }

    [TestCase("user")]
    [TestCase("header")]
    public async Task A_predicate_does_not_judge_whom_a_middleware_behind_has_set(string change)
    {
        TestApp app = null!;
        await using (app = await TestApp.StartAsync(routes =>
        {
            routes.Use((context, next) =>
            {
                if (change == "user")
                    context.User = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Role, "ADMIN")], "other", null, ClaimTypes.Role));
                else if (context.Request.Headers.Remove("X-Instead", out var other))
                    context.Request.Headers.Authorization = other;
                return next(context);
            });
            routes.MapGet("/admin", (Token token) => token.Identity)
                .RequireJwt(jwt => jwt.Where((context, _) => ValueTask.FromResult(context.User.IsInRole("ADMIN"))));
        }))
        {
            var (root, mallory) = (app.Jwt.CreateAccessToken("root", "ADMIN"), app.Jwt.CreateAccessToken("mallory", "USER"));

            using var swapped = await app.GetWithHeaderAsync(
                "/admin", ("Authorization", "Bearer " + (change == "user" ? mallory : root)), ("X-Instead", "Bearer " + mallory));
            using var own = await app.GetWithHeaderAsync("/admin", ("Authorization", "Bearer " + root));

            swapped.Should().BeRefused(JwtErrorCode.AccessDenied);
            own.Should().BeOk("root");
        }
    }
}
