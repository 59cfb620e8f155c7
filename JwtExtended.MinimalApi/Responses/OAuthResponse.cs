using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>What responses with tokens, and those of OAuth endpoints, have in common.</summary>
internal static class OAuthResponse
{
    /// <summary>Keeps a response out of every cache (RFC 6749, 5.1).</summary>
    public static void ForbidCaching(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
    }
}
