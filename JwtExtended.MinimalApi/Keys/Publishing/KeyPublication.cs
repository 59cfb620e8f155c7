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

    private readonly PublicUrl? _issuer = PublicUrl.Parse(issuer);
    private Description? _last;

    /// <summary>The <c>Cache-Control</c> of the documents (RFC 9111, 5.2).</summary>
    public string CacheControl { get; } = $"public, max-age={(long)(cacheFor < MaxAge ? cacheFor.Value : MaxAge).TotalSeconds}";

    /// <summary>The JWK set of the public keys.</summary>
    public PublishedJson Jwks => keys.Published.Document;

    /// <summary>The path of the issuer; empty for none.</summary>
    public string IssuerPath => _issuer?.Path ?? "";

    /// <summary>Checks what the published endpoints need.</summary>
    /// <returns>The problem with the cure, or <see langword="null"/>.</returns>
    public string? Check(IReadOnlyList<Endpoint> endpoints)
    {
        if (Find(endpoints, IsDiscovery) is null)
            return null;
        if (Find(endpoints, static endpoint => AnnouncementOf(endpoint) == AnnouncedEndpoint.Jwks) is null)
            return "MapJwtDiscovery() publishes where the keys are, but MapJwks() is not called. Call app.MapJwks() as well.";
        return CheckIssuer();
    }

    /// <summary>Describes the issuer and its keys.</summary>
    /// <returns>The discovery document.</returns>
    public PublishedJson Describe(EndpointDataSource source)
    {
        var (published, endpoints) = (keys.Published, source.Endpoints);
        if (_last is { } last && ReferenceEquals(last.Keys, published) && ReferenceEquals(last.Endpoints, endpoints))
            return last.Document;
        var document = DiscoveryDocument.Write(issuer!, Announced(endpoints), published.Algorithms);
        _last = new Description(published, endpoints, document);
        return document;
    }

    private static RouteEndpoint? Find(IReadOnlyList<Endpoint> endpoints, Func<RouteEndpoint, bool> isMeant) =>
        endpoints.OfType<RouteEndpoint>().FirstOrDefault(isMeant);

    private static AnnouncedEndpoint? AnnouncementOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<AnnouncedEndpoint>();

    private static bool IsDiscovery(Endpoint endpoint) => endpoint.Metadata.GetMetadata<PublishedDocument>() == PublishedDocument.Discovery;

    private static string PathOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText?.TrimStart('/');

    // Each member once, with the endpoint that was mapped first.
    private List<(AnnouncedEndpoint Endpoint, string Url)> Announced(IReadOnlyList<Endpoint> endpoints)
    {
        var path = PathOf(Find(endpoints, IsDiscovery)!);
        var group = path[..path.IndexOf("/.well-known/", StringComparison.Ordinal)];
        return [.. endpoints.OfType<RouteEndpoint>()
            .Where(static endpoint => AnnouncementOf(endpoint) is not null)
            .DistinctBy(static endpoint => AnnouncementOf(endpoint)!.Member)
            .Select(endpoint => (AnnouncementOf(endpoint)!, _issuer!.UrlOf(PathOf(endpoint), group)))];
    }

    // RFC 8414, 2: https, no query, no fragment. Plain http only where no attacker can intercept it.
    private string? CheckIssuer() => _issuer?.IsSafe(isDevelopment) == true ? null :
        "MapJwtDiscovery() needs an Issuer that is an absolute https URL without query and fragment (RFC 8414, 2), or http on "
        + $"loopback in Development; it is '{issuer}'. Set Jwt:Issuer, such as https://api.example.com.";

    private sealed record Description(PublishedKeys Keys, IReadOnlyList<Endpoint> Endpoints, PublishedJson Document);
}
