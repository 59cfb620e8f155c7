using JwtExtended.MinimalApi.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>Metadata of the endpoints that publish keys, and the requirements on their app.</summary>
internal sealed class KeyPublication
{
    private KeyPublication()
    {
    }

    public static KeyPublication Jwks { get; } = new();

    public static KeyPublication Discovery { get; } = new();

    /// <summary>Checks whether the app can publish its metadata.</summary>
    /// <returns>The error and its cure, or <see langword="null"/>.</returns>
    public static string? Check(IReadOnlyList<Endpoint> endpoints, JwtRuntime parts)
    {
        if (!endpoints.Any(static endpoint => Is(endpoint, Discovery)))
            return null;
        if (JwksPath(endpoints) is null)
            return "MapJwtDiscovery() publishes where the keys are, but MapJwks() is not called. Call app.MapJwks() as well.";
        return CheckIssuer(parts.IssuerName, parts.IsDevelopment);
    }

    /// <summary>Gets the path of the endpoint that publishes the keys, or <see langword="null"/>.</summary>
    public static string? JwksPath(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.OfType<RouteEndpoint>().FirstOrDefault(static endpoint => Is(endpoint, Jwks)) is { } jwks
            ? "/" + jwks.RoutePattern.RawText?.TrimStart('/')
            : null;

    /// <summary>Writes the metadata document of the app.</summary>
    public static byte[] Describe(JwtRuntime parts, EndpointDataSource endpoints) =>
        DiscoveryDocument.Write(parts.IssuerName!, JwksPath(endpoints.Endpoints)!, parts.Keys.Current.Published.Algorithms);

    private static bool Is(Endpoint endpoint, KeyPublication publication) =>
        ReferenceEquals(endpoint.Metadata.GetMetadata<KeyPublication>(), publication);

    // RFC 8414, 2: https, no query, no fragment. Plain http only on loopback, where it cannot be intercepted.
    private static string? CheckIssuer(string? issuer, bool isDevelopment)
    {
        var isUrl = Uri.TryCreate(issuer, UriKind.Absolute, out var url) &&
            (url.Scheme == Uri.UriSchemeHttps || (isDevelopment && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
        return isUrl && url!.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0 ? null :
            "MapJwtDiscovery() needs an Issuer that is an absolute https URL without query and fragment (RFC 8414, 2), " +
            $"or http on loopback in Development; it is '{issuer}'. Set Jwt:Issuer, such as https://api.example.com.";
    }
}
