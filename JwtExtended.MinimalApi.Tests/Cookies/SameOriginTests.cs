using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Cookies;

/// <summary>What <c>RequireSameOrigin</c> adds to an endpoint, and what it leaves in force.</summary>
public sealed class SameOriginTests
{
    [Test]
    public async Task Same_origin_and_RequireJwt_are_both_enforced()
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapPost("/both", () => "both").RequireJwt().RequireSameOrigin();
            routes.MapPost("/parameter", (Token token) => token.Identity).RequireSameOrigin();
        });
        var token = app.Jwt.CreateAccessToken("alice");

        foreach (var path in new[] { "/both", "/parameter" })
        {
            (await app.PostAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
            (await app.PostAsync(path, ("Authorization", "Bearer " + token), ("Sec-Fetch-Site", "cross-site")))
                .Should().BeRefused(JwtErrorCode.CsrfMismatch);
            (await app.PostAsync(path, ("Authorization", "Bearer " + token))).Should().BeOk();
        }
    }

    [Test]
    public async Task A_foreign_Token_stops_the_start_on_a_same_origin_endpoint_too()
    {
        var start = () => TestApp.StartAsync(
            routes => routes.MapPost("/login", (Foreign.Token token) => token.Identity).RequireSameOrigin());

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*is not the Token of JwtExtended.MinimalApi*");
    }
}
