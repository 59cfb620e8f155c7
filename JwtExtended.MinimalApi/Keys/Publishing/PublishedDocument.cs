namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>Metadata of the endpoints that publish keys.</summary>
internal sealed class PublishedDocument
{
    private PublishedDocument()
    {
    }

    public static PublishedDocument Jwks { get; } = new();

    public static PublishedDocument Discovery { get; } = new();
}
