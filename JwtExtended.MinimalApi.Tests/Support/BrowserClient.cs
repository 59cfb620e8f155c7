namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>Requests as a browser makes them, header by header, and the cookies of the responses.</summary>
internal static class BrowserClient
{
    public static async Task<HttpResponseMessage> SendAsync(
        this TestApp app, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value).Should().BeTrue();
        return await app.Client.SendAsync(request);
    }

    public static Task<HttpResponseMessage> PostAsync(this TestApp app, string path, params (string Name, string Value)[] headers) =>
        app.SendAsync(HttpMethod.Post, path, null, headers);

    public static string[] SetCookies(this HttpResponseMessage response) =>
        response.Headers.TryGetValues("Set-Cookie", out var values) ? [.. values] : [];

    /// <summary>The cookies that a browser would send back.</summary>
    public static string CookieHeader(this HttpResponseMessage response) =>
        string.Join("; ", response.SetCookies().Select(line => line[..line.IndexOf(';', StringComparison.Ordinal)]));

    public static string Access(string token) => $"__Host-access_token={token}";

    public static string Refresh(string token) => $"__Host-refresh_token={token}";
}
