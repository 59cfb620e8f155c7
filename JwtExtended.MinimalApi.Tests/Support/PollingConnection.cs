using System.Text.Json;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A connection to a hub over long polling, with the messages that a client of SignalR sends.</summary>
internal static class PollingConnection
{
    public const char EndOfMessage = '\u001e';

    public const string Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e";

    /// <summary>The message that calls a method.</summary>
    public static string Call(string method) =>
        $$"""{"type":1,"invocationId":"1","target":"{{method}}","arguments":[]}{{EndOfMessage}}""";

    /// <summary>Opens a connection, which must succeed.</summary>
    /// <returns>The query of its requests.</returns>
    public static async Task<string> ConnectAsync(TestApp app, string hub, string? token)
    {
        using var negotiated = await app.SendAsync(HttpMethod.Post, hub + "/negotiate?negotiateVersion=1", token);
        negotiated.Should().BeOk();
        using var body = JsonDocument.Parse(await negotiated.Content.ReadAsStringAsync());
        var query = "?id=" + body.RootElement.GetProperty("connectionToken").GetString();
        (await app.GetAsync(hub + query, token)).Should().BeOk();
        using var handshake = new StringContent(Handshake);
        (await app.SendAsync(HttpMethod.Post, hub + query, token, handshake)).Should().BeOk();
        (await app.GetAsync(hub + query, token)).Should().BeOk();
        return query;
    }

    /// <summary>Sends the call of a method.</summary>
    public static async Task<HttpResponseMessage> SendAsync(TestApp app, string url, string? token, string method)
    {
        using var call = new StringContent(Call(method));
        return await app.SendAsync(HttpMethod.Post, url, token, call);
    }

    /// <summary>Calls a method, which must be accepted.</summary>
    /// <returns>What the hub sends next.</returns>
    public static async Task<string> AskAsync(TestApp app, string url, string? token, string method)
    {
        (await SendAsync(app, url, token, method)).Should().BeOk();
        using var poll = await app.GetAsync(url, token);
        return await poll.Content.ReadAsStringAsync();
    }
}
