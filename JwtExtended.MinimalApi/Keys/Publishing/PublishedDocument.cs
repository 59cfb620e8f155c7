namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>Metadata of an endpoint that describes the issuer, or the resource.</summary>
internal sealed class PublishedDocument
{
    private PublishedDocument()
    {
    }

    public static PublishedDocument Discovery { get; } = new();

    public static PublishedDocument Resource { get; } = new();
}
