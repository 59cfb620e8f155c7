namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>Writes the metadata of an issuer (RFC 8414, 2; OpenID Connect Discovery 1.0, 3).</summary>
/// <remarks>Every URL comes from the issuer, never from a request.</remarks>
internal static class DiscoveryDocument
{
    public const string OAuthPath = "/.well-known/oauth-authorization-server";
    public const string OpenIdPath = "/.well-known/openid-configuration";

    public static PublishedJson Write(
        string issuer, IReadOnlyList<(AnnouncedEndpoint Endpoint, string Url)> endpoints, IReadOnlyList<JwtAlgorithm> algorithms) =>
        new(writer =>
        {
            writer.WriteString("issuer", issuer);
            foreach (var (endpoint, url) in endpoints)
                writer.WriteString(endpoint.Member, url);
            // No response_types_supported without an authorization endpoint: RFC 8414, 2 requires it, but 3.2 forbids a list without
            // elements. Clients that verify tokens do not read it; those that do look for the authorization endpoint as well.
            foreach (var list in endpoints.SelectMany(static endpoint => endpoint.Endpoint.Lists))
                PublishedJson.WriteList(writer, list.Member, list.Values);
            PublishedJson.WriteList(writer, "subject_types_supported", ["public"]);
            var names = algorithms.Select(static algorithm => AlgorithmTable.Get(algorithm).Name);
            PublishedJson.WriteList(writer, "id_token_signing_alg_values_supported", names);
        });
}
