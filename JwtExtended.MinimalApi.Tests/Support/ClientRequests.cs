using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>Requests with a token in the Authorization header and a body as JSON.</summary>
internal static class ClientRequests
{
    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient client, HttpMethod method, string path, string? token = null, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.SendAsync(request);
    }
}
