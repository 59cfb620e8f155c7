using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>What an app publishes about its keys, and what that needs.</summary>
/// <param name="keys">The keys.</param>
/// <param name="issuer">The issuer of the tokens; <see langword="null"/> = none.</param>
/// <param name="isDevelopment">Whether an issuer on plain http is accepted, on loopback.</param>
/// <param name="cacheFor">How long others may keep the documents; <see langword="null"/> or longer than five minutes for that.</param>
internal sealed class KeyPublication(JwtKeyRing keys, string? issuer, bool isDevelopment, TimeSpan? cacheFor = null)
{
    // Short: clients must soon see a key that was added or retired, even through a cache.
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    /// <summary>The <c>Cache-Control</c> of the documents (RFC 9111, 5.2).</summary>
    public string CacheControl { get; } = $"public, max-age={(long)(cacheFor < MaxAge ? cacheFor.Value : MaxAge).TotalSeconds}";

    /// <summary>The JWK set of the public keys.</summary>
    public PublishedKeys Jwks => keys.Published;

    /// <summary>Checks what the published endpoints need.</summary>
    /// <returns>The problem with the cure, or <see langword="null"/>.</returns>
    public string? Check(IReadOnlyList<Endpoint> endpoints)
    {
        if (!endpoints.Any(static endpoint => Is(endpoint, PublishedDocument.Discovery)))
            return null;
        if (JwksPath(endpoints) is null)
            return "MapJwtDiscovery() publishes where the keys are, but MapJwks() is not called. Call app.MapJwks() as well.";
        return CheckIssuer();
    }

    /// <summary>Describes the issuer and its keys.</summary>
    /// <returns>The discovery document.</returns>
    public byte[] Describe(EndpointDataSource endpoints) =>
        DiscoveryDocument.Write(issuer!, JwksPath(endpoints.Endpoints)!, keys.Published.Algorithms);

    private static string? JwksPath(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.OfType<RouteEndpoint>().FirstOrDefault(static endpoint => Is(endpoint, PublishedDocument.Jwks)) is { } jwks
            ? "/" + jwks.RoutePattern.RawText?.TrimStart('/')
            : null;

    private static bool Is(Endpoint endpoint, PublishedDocument document) =>
        ReferenceEquals(endpoint.Metadata.GetMetadata<PublishedDocument>(), document);

    // RFC 8414, 2: https, no query, no fragment. Plain http only where no attacker can intercept it.
    private string? CheckIssuer()
    {
        var isUrl = Uri.TryCreate(issuer, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (isDevelopment && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
        return isUrl && url!.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0 ? null :
            "MapJwtDiscovery() needs an Issuer that is an absolute https URL without query and fragment (RFC 8414, 2), or http on "
            + $"loopback in Development; it is '{issuer}'. Set Jwt:Issuer, such as https://api.example.com.";
    }
}
