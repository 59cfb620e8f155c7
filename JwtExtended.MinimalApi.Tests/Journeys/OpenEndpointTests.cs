using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Journeys;

// The code of docs/testing.md, which a test compares.
public sealed class OpenEndpointTests
{
    private static readonly string[] Open = ["/login", "/hello"];

    [Test]
    public async Task Every_other_endpoint_requires_a_token()
    {
        await using var factory = new WebApplicationFactory<Program>();
        using var client = factory.CreateClient();
        var endpoints = factory.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

        foreach (var endpoint in endpoints.Where(endpoint => !Open.Contains(endpoint.RoutePattern.RawText)))
        {
            var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
            using var request = new HttpRequestMessage(new HttpMethod(method), endpoint.RoutePattern.RawText);
            using var response = await client.SendAsync(request);
            await response.ShouldBeRefusedAsync(JwtErrorCode.TokenMissing);
        }
    }
}
