using System.Net.Sockets;
using System.Text;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>Requests as bytes: a client library would join, tidy or refuse what an attacker sends.</summary>
internal static class RawClient
{
    /// <summary>Sends a POST request without a body.</summary>
    /// <param name="app">The app.</param>
    /// <param name="path">The path.</param>
    /// <param name="lines">The header lines; without a <c>Host</c> among them the app's own is sent.</param>
    /// <returns>The response.</returns>
    public static Task<HttpResponseMessage> PostRawAsync(this TestApp app, string path, params string[] lines) =>
        app.SendRawAsync("POST", path, [.. lines, "Content-Length: 0"]);

    /// <summary>Sends a request.</summary>
    /// <param name="app">The app.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <param name="lines">The header lines; without a <c>Host</c> among them the app's own is sent.</param>
    /// <returns>The response.</returns>
    public static async Task<HttpResponseMessage> SendRawAsync(this TestApp app, string method, string path, params string[] lines)
    {
        var address = app.Client.BaseAddress!;
        string[] host = lines.Any(line => line.StartsWith("Host:", StringComparison.Ordinal)) ? [] : [$"Host: {address.Authority}"];
        string[] request = [$"{method} {path} HTTP/1.1", .. host, .. lines, "Connection: close"];
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(address.Host, address.Port);
        await tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes(string.Join("\r\n", request) + "\r\n\r\n"));
        using var reader = new StreamReader(tcp.GetStream());
        return RawResponse.Parse(await reader.ReadToEndAsync());
    }
}
