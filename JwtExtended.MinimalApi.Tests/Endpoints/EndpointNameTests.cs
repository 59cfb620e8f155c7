using JwtExtended.MinimalApi.Endpoints;
using Microsoft.AspNetCore.Routing.Patterns;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

public sealed class EndpointNameTests
{
    [TestCase("/me", new[] { "GET" }, "GET /me")]
    [TestCase("me/{id}", new[] { "GET" }, "GET /me/{id}")]
    [TestCase("/", new[] { "GET", "HEAD" }, "GET,HEAD /")]
    [TestCase("/me", new string[0], "/me")]
    [TestCase("/me", null, "/me")]
    public void A_route_is_named_by_its_methods_and_its_pattern(string pattern, string[]? methods, string name)
    {
        object[] metadata = methods is null ? [] : [new HttpMethodMetadata(methods)];
        var endpoint = new RouteEndpoint(
            _ => Task.CompletedTask, RoutePatternFactory.Parse(pattern), 0, new EndpointMetadataCollection(metadata), "display name");

        EndpointName.Of(endpoint).Should().Be(name);
    }

    [Test]
    public void A_request_without_an_endpoint_has_a_name_too() => EndpointName.Of(null).Should().Be("(none)");

    [TestCase("display name", "display name")]
    [TestCase(null, "(unnamed)")]
    public void Another_endpoint_is_named_as_it_is_displayed(string? displayName, string name) =>
        EndpointName.Of(new Endpoint(null, null, displayName)).Should().Be(name);
}
