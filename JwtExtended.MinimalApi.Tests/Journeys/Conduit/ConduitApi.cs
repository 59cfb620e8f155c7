using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace JwtExtended.MinimalApi.Tests.Journeys.Conduit;

/// <summary>Sends requests as a client of RealWorld does: <c>Authorization: Token x</c>, and bodies in JSON.</summary>
internal sealed class ConduitApi(HttpClient client, string? token = null, string scheme = "Token")
{
    public ConduitApi With(string? other, string otherScheme = "Token") => new(client, other, otherScheme);

    public Task<ConduitReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ConduitReply> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<ConduitReply> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    public Task<ConduitReply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>Sends a request with a body: an object as JSON, a string as JSON that is written already.</summary>
    public async Task<ConduitReply> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/api" + path);
        request.Content = body switch
        {
            null => null,
            string json => new StringContent(json, Encoding.UTF8, "application/json"),
            HttpContent content => content,
            _ => JsonContent.Create(body),
        };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue(scheme, token);
        using var response = await client.SendAsync(request);
        return await ConduitReply.ReadAsync(response);
    }

    public Task<ConduitReply> RegisterAsync(string username, string email, string password) =>
        PostAsync("/users", new { user = new { username, email, password } });

    public Task<ConduitReply> LoginAsync(string email, string password) =>
        PostAsync("/users/login", new { user = new { email, password } });

    /// <summary>Registers a user with a name that no other test has.</summary>
    public async Task<ConduitUser> NewUserAsync()
    {
        var name = ConduitUser.NewName();
        var (email, password) = ($"{name}@example.com", $"secret of {name}");
        var reply = await RegisterAsync(name, email, password);
        reply.ShouldBe(201);
        var own = reply.Member("user").GetProperty("token").GetString()!;
        return new ConduitUser(With(own), name, email, password, own);
    }
}
