using JwtExtended.MinimalApi.Authentication;
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
}
