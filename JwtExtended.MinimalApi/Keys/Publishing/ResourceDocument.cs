namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>Writes the metadata of a protected resource (RFC 9728, 2).</summary>
internal static class ResourceDocument
{
    public const string Path = "/.well-known/oauth-protected-resource";

    public static PublishedJson Write(
        string resource, IEnumerable<string> issuers, IEnumerable<string> bearerMethods, IEnumerable<string> scopes) =>
        new(writer =>
        {
            writer.WriteString("resource", resource);
            PublishedJson.WriteList(writer, "authorization_servers", issuers);
            // No jwks_uri: it has keys of the resource (RFC 9728, 2), and those that tokens are verified with are the issuer's.
            PublishedJson.WriteList(writer, "bearer_methods_supported", bearerMethods);
            PublishedJson.WriteList(writer, "scopes_supported", scopes);
        });
}
