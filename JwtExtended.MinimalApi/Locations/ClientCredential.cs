namespace JwtExtended.MinimalApi.Locations;

/// <summary>What a client authenticates with (RFC 6749, 2.3.1). It is never written anywhere.</summary>
/// <param name="id">The id.</param>
/// <param name="secret">The secret; empty for a client that has none.</param>
internal sealed class ClientCredential(string id, string secret)
{
    public string Id => id;

    public string Secret => secret;
}
