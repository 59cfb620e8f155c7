using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Who closes the connections of SignalR when their tokens expire.</summary>
internal static class ConnectionExpiry
{
    private const string Negotiation = "/negotiate";

    /// <summary>
    /// Whether SignalR does so by itself (<see cref="HttpConnectionDispatcherOptions.CloseOnAuthenticationExpiration"/>), at the expiry of
    /// the token that the connection has by then.
    /// </summary>
    /// <returns><see langword="false"/> where that is not known for certain.</returns>
    public static bool IsLeftToSignalR(HttpContext context, Endpoint endpoint)
    {
        // The options are on the endpoint beside this one.
        if (endpoint is not RouteEndpoint { RoutePattern.RawText: { } path }
            || context.RequestServices.GetService<EndpointDataSource>() is not { } endpoints)
            return false;
        var negotiations = endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(other => other.RoutePattern.RawText == path.TrimEnd('/') + Negotiation && LongRequestInspection.IsNegotiation(other))
            .ToList();
        return negotiations.Count > 0 && negotiations.All(static other =>
            other.Metadata.GetMetadata<HttpConnectionDispatcherOptions>() is { CloseOnAuthenticationExpiration: true });
    }
}
