namespace JwtExtended.MinimalApi.Keys.Publishing;

/// <summary>Metadata of the endpoint that describes the issuer.</summary>
internal sealed class PublishedDocument
{
    private PublishedDocument()
    {
    }

    public static PublishedDocument Discovery { get; } = new();
}
