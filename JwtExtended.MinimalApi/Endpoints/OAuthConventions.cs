using Microsoft.AspNetCore.Builder;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>What comes last on the endpoints for revocation and introspection, which require no token.</summary>
internal static class OAuthConventions
{
    /// <summary>Describes the endpoint, and keeps its responses out of the output cache. Repeatable, as conventions are.</summary>
    public static void Finish(EndpointBuilder endpoint)
    {
        OutputCacheOptOut.AddTo(endpoint);
        EndpointProtectionRegistry.Find(endpoint.ApplicationServices)?.Describe(endpoint);
    }
}
