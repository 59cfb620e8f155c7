using JwtExtended.MinimalApi.Cookies;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Finds endpoints that require the same origin of requests that are never refused for their origin.</summary>
internal static class SameOriginRule
{
    public static string? Check(ValidatedEndpoint endpoint, EndpointRequirement requirement)
    {
        if (!requirement.SameOrigin)
            return null;
        var methods = endpoint.Endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
        return methods is { Count: > 0 } && methods.All(CsrfCheck.IsSafe)
            ? $"Endpoint '{endpoint.Name}' calls RequireSameOrigin(), but requests with a safe method are never refused for their origin. "
            + "Map it with POST, or call RequireSameOrigin() only on the endpoints of the group that sign a user in."
            : null;
    }
}
