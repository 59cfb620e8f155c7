using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Tells the endpoints of connections that go on over several requests: hubs, and connection handlers.</summary>
internal static class ConnectionEndpoint
{
    // What maps connections marks them with metadata of its own. Known by name, so that nothing is loaded for it.
    private const string ConnectionsAssembly = "Microsoft.AspNetCore.Http.Connections";
    private const string NegotiateMetadata = "NegotiateMetadata";

    /// <summary>Whether requests of an endpoint open connections, or continue them.</summary>
    /// <returns><see langword="false"/> for negotiation, which does neither.</returns>
    public static bool Is(Endpoint endpoint) =>
        endpoint.Metadata.Any(static item => item.GetType().Assembly.GetName().Name == ConnectionsAssembly)
        && !endpoint.Metadata.Any(static item => item.GetType().Name == NegotiateMetadata);
}
