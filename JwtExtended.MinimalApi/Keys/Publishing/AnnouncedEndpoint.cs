namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>Metadata of an endpoint whose address the metadata of the issuer has.</summary>
/// <param name="Member">The member with the address, such as <c>jwks_uri</c>.</param>
/// <param name="Lists">What the metadata says about it beside, such as <c>grant_types_supported</c>: never an empty list.</param>
internal sealed record AnnouncedEndpoint(string Member, params (string Member, string[] Values)[] Lists)
{
    public static AnnouncedEndpoint Jwks { get; } = new("jwks_uri");
}
