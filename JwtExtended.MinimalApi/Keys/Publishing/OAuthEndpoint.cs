namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>Metadata of the endpoints that follow OAuth.</summary>
internal sealed class OAuthEndpoint
{
    private OAuthEndpoint()
    {
    }

    /// <summary>The token endpoint (RFC 6749, 3.2).</summary>
    public static OAuthEndpoint Token { get; } = new();

    /// <summary>The revocation endpoint (RFC 7009).</summary>
    public static OAuthEndpoint Revocation { get; } = new();

    /// <summary>The introspection endpoint (RFC 7662).</summary>
    public static OAuthEndpoint Introspection { get; } = new();
}
