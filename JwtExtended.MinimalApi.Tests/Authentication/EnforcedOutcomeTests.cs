using System.Reflection;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Tests.Authentication;

/// <summary>A request that is authenticated, but has not passed the guard of its endpoint, reaches no handler.</summary>
public sealed class EnforcedOutcomeTests
{
    [TestCase("/filter")]
    [TestCase("/token")]
    [TestCase("/optional")]
    public async Task Only_an_enforced_outcome_reaches_a_handler(string path)
    {
        var (calls, seen) = (0, new List<(string? Known, bool IsEnforced)>());
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.Use((context, next) =>
            {
                seen.Add((TokenFeature.Of(context)?.Token?.Identity, TokenFeature.Enforced(context) is not null));
                return context.Request.Query.ContainsKey("direct") ? BehindGuard(context)(context) : next(context);
            });
            routes.MapGet("/filter", () => $"call {++calls}").RequireJwt(jwt => jwt.Allow("ADMIN"));
            routes.MapGet("/token", (Token token) => $"call {++calls}").RequireJwt(jwt => jwt.Allow("ADMIN"));
            routes.MapGet("/optional", (Token? token) => $"call {++calls}").OptionalJwt();
        });
        var token = app.Jwt.CreateAccessToken("alice", "ADMIN");

        using var direct = await app.GetAsync(path + "?direct", token);
        using var guarded = await app.GetAsync(path, token);

        ((int)direct.StatusCode).Should().Be(500);
        guarded.Should().BeOk("call 1");
        seen.Should().Equal(("alice", false), ("alice", false));
    }

    // What a middleware calls that replaces the delegate of an endpoint by the one that the guard protects.
    private static RequestDelegate BehindGuard(HttpContext context)
    {
        var guard = context.GetEndpoint()!.RequestDelegate!.Target;
        return (RequestDelegate)typeof(EndpointGuard).GetField("_next", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(guard)!;
    }
}
