using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>What the authentication scheme does with a request.</summary>
internal interface ISchemeAuthentication
{
    /// <summary>Authenticates a request for the endpoint that it has at this moment.</summary>
    /// <param name="context">The request.</param>
    /// <param name="scheme">The name of the scheme.</param>
    /// <returns>The user; a failure for a credential that is refused; no result without one.</returns>
    Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string scheme);

    /// <summary>Responds to a request that is not authenticated: why its credential is refused, or that there is none.</summary>
    /// <param name="context">The request.</param>
    /// <returns>A task that completes when the response was written.</returns>
    Task ChallengeAsync(HttpContext context);

    /// <summary>Responds to a request whose user may not do this.</summary>
    /// <param name="context">The request.</param>
    /// <returns>A task that completes when the response was written.</returns>
    Task ForbidAsync(HttpContext context);
}
