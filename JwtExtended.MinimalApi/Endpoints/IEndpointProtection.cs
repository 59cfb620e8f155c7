using JwtExtended.MinimalApi.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>The protection of one app's endpoints.</summary>
internal interface IEndpointProtection
{
    /// <summary>The authentication behind the scheme.</summary>
    ISchemeAuthentication Scheme { get; }

    /// <summary>The check of hub methods.</summary>
    IHubMethodCheck HubMethods { get; }

    /// <summary>Determines once how an endpoint is protected.</summary>
    /// <returns>The guarded endpoint; <see langword="null"/> when its metadata requires nothing.</returns>
    IGuardedEndpoint? Protect(Endpoint endpoint);

    /// <summary>Whether no page of another site can send a request that passes what an endpoint requires.</summary>
    /// <returns><see langword="false"/> if a request may have no token, or a browser adds it and nothing else is checked.</returns>
    bool PreventsForgery(EndpointMetadataCollection metadata);

    /// <summary>Keeps the fallback policy away from an endpoint that the guard decides about, while the endpoint is built.</summary>
    void ReplaceFallbackPolicy(EndpointBuilder endpoint);

    /// <summary>Adds what an endpoint requires to its metadata, for those who read it, while the endpoint is built.</summary>
    void Describe(EndpointBuilder endpoint);
}
