using System.Security.Claims;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Authentication;

public sealed class PrincipalTests
{
    [Test]
    public async Task The_user_is_replaced_and_its_claims_keep_their_names()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/me", (ClaimsPrincipal user) => Results.Json(new
            {
                user.Identity!.Name,
                user.Identity.IsAuthenticated,
                Admin = user.IsInRole("ADMIN"),
                Claims = user.Claims.Select(claim => $"{claim.Type}={claim.Value}"),
                Identities = user.Identities.Count(),
            })).RequireJwt(),
            pipeline: SetOtherUser);
        var token = app.Jwt.CreateAccessToken("alice", new TokenDescriptor
        {
            Roles = ["ADMIN", "USER"],
            Claims = new()
            {
                ["flag"] = true,
                ["off"] = false,
                ["n"] = 3,
                ["d"] = 1.5,
                ["o"] = new System.Text.Json.Nodes.JsonObject { ["x"] = 1 },
            },
        });

        var json = await (await app.GetAsync("/me", token)).Content.ReadAsStringAsync();

        json.Should().Contain("\"name\":\"alice\",\"isAuthenticated\":true,\"admin\":true");
        json.Should().Contain("\"sub=alice\"").And.Contain("\"role=ADMIN\",\"role=USER\"").And.Contain("\"flag=true\"")
            .And.Contain("\"off=false\"").And.Contain("\"n=3\"").And.Contain("\"d=1.5\"");
        json.Should().Contain("\"identities\":1").And.NotContain("other=");
    }

    [Test]
    public async Task An_optional_endpoint_without_a_token_leaves_the_user()
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapGet("/me", (ClaimsPrincipal user) => user.Identity?.Name).OptionalJwt(), pipeline: SetOtherUser);

        using var other = await app.GetAsync("/me");
        using var alice = await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"));

        other.Should().BeOk("visitor");
        alice.Should().BeOk("alice");
    }

    [Test]
    public async Task The_user_can_be_set_in_the_handler_and_is_the_same_object_each_time()
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/me", (HttpContext context) =>
        {
            var same = ReferenceEquals(context.User, context.User);
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("name", "set")], "x", "name", "role"));
            return $"{same} {context.User.Identity!.Name}";
        }).RequireJwt());

        using var response = await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"));

        response.Should().BeOk("True set");
    }

    private static void SetOtherUser(WebApplication app) => app.Use((context, next) =>
    {
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("other", "x"), new Claim(ClaimTypes.Name, "visitor")], "other"));
        return next(context);
    });
}
