using JwtExtended.MinimalApi.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>Metadata of the endpoints that publish keys, and what they need of their app.</summary>
internal sealed class KeyPublication
{
    private KeyPublication()
    {
    }

    public static KeyPublication Jwks { get; } = new();

    public static KeyPublication Discovery { get; } = new();

    /// <summary>What stands against publishing, with the cure; <see langword="null"/> when nothing does.</summary>
    public static string? Check(IReadOnlyList<Endpoint> endpoints, JwtRuntime parts)
    {
        if (!endpoints.Any(static endpoint => Is(endpoint, Discovery)))
            return null;
        if (JwksPath(endpoints) is null)
            return "MapJwtDiscovery() publishes where the keys are, but MapJwks() is not called. Call app.MapJwks() as well.";
        return CheckIssuer(parts.IssuerName, parts.IsDevelopment);
    }

    /// <summary>The path of the endpoint that publishes the keys; <see langword="null"/> when there is none.</summary>
    public static string? JwksPath(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.OfType<RouteEndpoint>().FirstOrDefault(static endpoint => Is(endpoint, Jwks)) is { } jwks ? "/" + jwks.RoutePattern.RawText?.TrimStart('/') : null;

    /// <summary>The document of the app, made of its issuer and its keys.</summary>
    public static byte[] Describe(JwtRuntime parts, EndpointDataSource endpoints) =>
        DiscoveryDocument.Write(parts.IssuerName!, JwksPath(endpoints.Endpoints)!, parts.Keys.Current.Published.Algorithms);

    private static bool Is(Endpoint endpoint, KeyPublication publication) => ReferenceEquals(endpoint.Metadata.GetMetadata<KeyPublication>(), publication);

    // RFC 8414, 2: https, no query, no fragment. Plain http only where nobody can stand in between.
    private static string? CheckIssuer(string? issuer, bool isDevelopment)
    {
        var isUrl = Uri.TryCreate(issuer, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (isDevelopment && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
        return isUrl && url!.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0 ? null :
            $"MapJwtDiscovery() needs an Issuer that is an absolute https URL without query and fragment (RFC 8414, 2), or http on loopback in Development; it is '{issuer}'. Set Jwt:Issuer, such as https://api.example.com.";
    }
}
