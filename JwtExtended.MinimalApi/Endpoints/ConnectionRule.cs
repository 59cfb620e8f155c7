using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Finds open hubs in branches of the pipeline, without a guard, beside protected hubs: SignalR would continue the connections of those.
/// </summary>
internal static class ConnectionRule
{
    public static IEnumerable<string> Check(IReadOnlyList<Endpoint> endpoints)
    {
        var connections = endpoints.Where(static endpoint => LongRequestInspection.KindOf(endpoint) == LongRequestKind.Connection).ToList();
        if (!connections.Exists(static it => EndpointRequirement.Of(it) is { Presence: not TokenPresence.Open }))
            return [];
        return connections.Where(static endpoint => !EndpointGuard.IsInFrontOf(endpoint)).Select(static endpoint =>
            $"Endpoint '{EndpointName.Of(endpoint)}' is in a branch of the pipeline with routing of its own, where a connection of a "
            + "protected hub could go on without its token. Call WithoutJwt() on it, or protect it.");
    }
}
