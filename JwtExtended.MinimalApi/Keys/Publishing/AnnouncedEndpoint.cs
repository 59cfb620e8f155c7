namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>Metadata of an endpoint whose address the metadata of the issuer has.</summary>
/// <param name="Member">The member with the address, such as <c>jwks_uri</c>.</param>
/// <param name="Lists">What the metadata says about it beside, such as <c>grant_types_supported</c>: never an empty list.</param>
internal sealed record AnnouncedEndpoint(string Member, params (string Member, string[] Values)[] Lists)
{
    private const string TokenMember = "token_endpoint";
    private const string RevocationMember = "revocation_endpoint";
    private const string IntrospectionMember = "introspection_endpoint";
    private const string AuthMethods = "_auth_methods_supported";

    public static AnnouncedEndpoint Jwks { get; } = new("jwks_uri");

    /// <summary>The token endpoint (RFC 6749, 3.2), for clients without a secret.</summary>
    public static AnnouncedEndpoint Token { get; } =
        new(TokenMember, ("grant_types_supported", ["refresh_token"]), (TokenMember + AuthMethods, ["none"]));

    /// <summary>The revocation endpoint (RFC 7009), for clients without a secret.</summary>
    public static AnnouncedEndpoint Revocation { get; } = new(RevocationMember, (RevocationMember + AuthMethods, ["none"]));

    /// <summary>The introspection endpoint (RFC 7662), for services with a secret.</summary>
    public static AnnouncedEndpoint Introspection { get; } =
        new(IntrospectionMember, (IntrospectionMember + AuthMethods, ["client_secret_basic", "client_secret_post"]));

    /// <summary>Whether its clients expect the errors of OAuth.</summary>
    public bool IsOAuth => Member is TokenMember or RevocationMember or IntrospectionMember;
}
