using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>An endpoint as a developer knows it: <c>GET /me</c>.</summary>
internal static class EndpointName
{
    public static string Of(Endpoint endpoint)
    {
        if (endpoint is not RouteEndpoint route)
            return endpoint.DisplayName ?? "(unnamed)";
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
        var pattern = "/" + route.RoutePattern.RawText?.TrimStart('/');
        return methods is { Count: > 0 } ? $"{string.Join(',', methods)} {pattern}" : pattern;
    }
}
