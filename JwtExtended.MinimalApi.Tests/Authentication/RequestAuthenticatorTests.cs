using System.Net.Http.Json;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Authentication;

public sealed class RequestAuthenticatorTests
{
    [Test]
    public async Task A_protected_route_accepts_a_token_and_refuses_an_anonymous_request()
    {
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/me", (Token token) => token.Identity).RequireJwt());

        using var alice = await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"));
        using var anonymous = await app.GetAsync("/me");

        alice.Should().BeOk("alice");
        anonymous.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task Anonymous_request_is_refused_before_its_body_is_read([Values("Production", "Development")] string environment)
    {
        await using var app = await TestApp.StartAsync(
            routes => routes.MapPost("/orders", (Order order, Token token) => $"{order.Item} for {token.Identity}").RequireJwt(),
            environment: environment);

        using var malformed = await app.SendAsync(
            HttpMethod.Post, "/orders", content: new StringContent("{not json", null, "application/json"));
        using var good = await app.SendAsync(
            HttpMethod.Post, "/orders", app.Jwt.CreateAccessToken("alice"), JsonContent.Create(new Order("tea")));

        malformed.Should().BeRefused(JwtErrorCode.TokenMissing);
        good.Should().BeOk("tea for alice");
    }

    internal sealed record Order(string Item);
}
