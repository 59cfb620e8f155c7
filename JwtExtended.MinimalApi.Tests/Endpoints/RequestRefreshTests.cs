using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>What an endpoint of the application accepts that exchanges the refresh token of its request.</summary>
public sealed class RequestRefreshTests
{
    [Test]
    public async Task A_request_that_is_sent_again_gets_the_same_refresh_token_and_a_revoked_one_gets_none()
    {
        await using var app = await TestApp.StartAsync(static routes => routes.MapPost(
            "/token", static async (HttpContext context, JwtService jwt) => await jwt.RefreshAsync(context) switch
            {
                { Pair: { } pair } => pair.RefreshToken,
                { Error: { } error } => error.Code.ToString(),
                _ => "nothing",
            }));
        var refresh = app.Jwt.CreateTokenPair("alice").RefreshToken;

        using var first = await app.SendAsync(HttpMethod.Post, "/token", refresh);
        using var again = await app.SendAsync(HttpMethod.Post, "/token", refresh);
        await app.Jwt.RevokeAllAsync("alice");
        using var revoked = await app.SendAsync(HttpMethod.Post, "/token", refresh);

        var refreshed = await first.Content.ReadAsStringAsync();
        app.ReadToken(refreshed, TokenType.Refresh).Identity.Should().Be("alice");
        again.Should().BeOk(refreshed);
        revoked.Should().BeOk(nameof(JwtErrorCode.TokenRevoked));
    }
}
