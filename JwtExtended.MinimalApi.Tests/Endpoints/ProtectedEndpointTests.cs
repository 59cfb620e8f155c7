using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>An endpoint whose metadata contradicts itself authenticates nobody, whatever asks for a user.</summary>
public sealed class ProtectedEndpointTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task A_contradiction_leaves_requests_without_a_user(bool contradicts)
    {
        await using var service = new TestService();
        var requirement = new RequirementPart { Presence = contradicts ? TokenPresence.Optional : TokenPresence.Required };
        var endpoint = new LateGuards(service.Services).Guard(new Endpoint(
            static _ => Task.CompletedTask, new EndpointMetadataCollection(requirement, new TokenParameter(IsOptional: false)), "it"));
        var context = new DefaultHttpContext();
        context.SetEndpoint(endpoint);
        context.Request.Headers.Authorization = "Bearer " + service.Jwt.CreateAccessToken("alice");

        await service.Jwt.Runtime.Endpoints.Protection.Protect(endpoint)!.AuthenticateFullyAsync(context);

        context.Features.Get<IHttpAuthenticationFeature>()?.User?.Identity?.Name.Should().Be(contradicts ? null : "alice");
        (context.Features.Get<IHttpAuthenticationFeature>() is null).Should().Be(contradicts);
    }
}
