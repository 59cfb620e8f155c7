namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Metadata of an endpoint whose requests must not come from another site; it says nothing about tokens.</summary>
internal sealed class SameOriginMetadata
{
    private SameOriginMetadata()
    {
    }

    public static SameOriginMetadata Instance { get; } = new();
}
