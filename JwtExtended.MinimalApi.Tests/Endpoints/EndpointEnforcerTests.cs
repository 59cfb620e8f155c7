using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>What every response of a protected endpoint says to caches.</summary>
public sealed class EndpointEnforcerTests
{
    [TestCase("/me", true)]
    [TestCase("/maybe", true)]
    [TestCase("/open", false)]
    public async Task A_response_is_kept_out_of_shared_caches_although_its_handler_knows_nothing_of_them(string path, bool isProtected)
    {
        await using var app = await TestApp.StartAsync(static routes =>
        {
            routes.MapGet("/me", static (Token token) => token.Identity).RequireJwt();
            routes.MapGet("/maybe", static (Token? token) => token?.Identity).OptionalJwt();
            routes.MapGet("/open", static () => "alice");
        });

        using var response = await app.GetAsync(path, app.Jwt.CreateAccessToken("alice"));

        response.Should().BeOk("alice");
        (response.Headers.CacheControl?.NoStore == true).Should().Be(isProtected);
        string.Join(',', response.Headers.Vary).Should().Be(isProtected ? "Authorization" : "");
    }
}
