namespace JwtExtended.MinimalApi.Tests.Support.Peers;

/// <summary>A signer that asks a service over HTTP, as an application writes it for a key vault.</summary>
internal sealed class HttpSigner : IJwtSigner
{
    private readonly HttpClient _client;

    private HttpSigner(HttpClient client, JwtKey publicKey) => (_client, PublicKey) = (client, publicKey);

    public JwtKey PublicKey { get; }

    public static async Task<HttpSigner> ConnectAsync(HttpClient client) =>
        new(client, JwtKey.FromPem(await client.GetStringAsync("/key")));

    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> signingInput, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(signingInput);
        using var response = await _client.PostAsync("/sign", content, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }
}
