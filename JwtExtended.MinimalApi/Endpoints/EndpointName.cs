using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Names an endpoint as a developer knows it: <c>GET /me</c>.</summary>
internal static class EndpointName
{
    public static string Of(Endpoint? endpoint)
    {
        if (endpoint is not RouteEndpoint route)
            return endpoint is null ? "(none)" : endpoint.DisplayName ?? "(unnamed)";
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
        return methods is { Count: > 0 } ? $"{string.Join(',', methods)} {PathOf(route)}" : PathOf(route);
    }

    /// <summary>The route pattern with one leading slash.</summary>
    /// <returns>The path.</returns>
    public static string PathOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
}
