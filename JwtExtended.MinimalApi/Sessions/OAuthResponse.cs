using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>What the responses of OAuth endpoints have in common.</summary>
internal static class OAuthResponse
{
    /// <summary>Keeps a response out of every cache (RFC 6749, 5.1).</summary>
    public static void ForbidCaching(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
    }
}
