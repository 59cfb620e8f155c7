using JwtExtended.MinimalApi.Keys.Publishing;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Sessions;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Tells the requests of OAuth clients, which expect the errors of OAuth.</summary>
internal static class OAuthRequest
{
    /// <summary>Whether a request is one of OAuth.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refusal">Why it is refused.</param>
    /// <returns><see langword="false"/> if it has the errors of all other endpoints.</returns>
    public static bool Is(HttpContext context, Refusal refusal)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<AnnouncedEndpoint>() is not { IsOAuth: true } endpoint)
            return false;
        if (endpoint != AnnouncedEndpoint.Token || context.Features.Get<TokenRequest>() is not null)
            return true;
        // The endpoint for tokens has clients of two kinds. A form that carries nothing, like its request, is that of an OAuth client.
        return ReferenceEquals(refusal, EndpointEnforcer.Missing) && TokenForm.IsSent(context.Request);
    }
}
