using System.Net.WebSockets;
using System.Text;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A connection over one WebSocket, with the messages that a client of SignalR sends.</summary>
internal sealed class WebSocketConnection(ClientWebSocket socket) : IAsyncDisposable
{
    public static Task<WebSocketConnection> OpenAsync(TestApp app, string path, string token) =>
        OpenAsync(app, path, ("Authorization", "Bearer " + token));

    public static async Task<WebSocketConnection> OpenAsync(TestApp app, string path, params (string Name, string Value)[] headers)
    {
        var socket = new ClientWebSocket();
        foreach (var (name, value) in headers)
            socket.Options.SetRequestHeader(name, value);
        var address = new UriBuilder(new Uri(app.Client.BaseAddress!, path)) { Scheme = "ws" }.Uri;
        await socket.ConnectAsync(address, CancellationToken.None);
        var connection = new WebSocketConnection(socket);
        (await connection.SendAsync(PollingConnection.Handshake)).Should().Be($"{{}}{PollingConnection.EndOfMessage}");
        return connection;
    }

    public Task<string> AskAsync(string method) => SendAsync(PollingConnection.Call(method));

    /// <summary>Reads until the server closes the connection, which it must do with a close frame.</summary>
    public async Task<WebSocketCloseStatus?> ReceiveToEndAsync()
    {
        var buffer = new byte[4096];
        while ((await socket.ReceiveAsync(buffer, CancellationToken.None)).MessageType != WebSocketMessageType.Close)
        {
        }

        return socket.CloseStatus;
    }

    public ValueTask DisposeAsync()
    {
        socket.Abort();
        socket.Dispose();
        return default;
    }

    private async Task<string> SendAsync(string text)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var bytes = Encoding.UTF8.GetBytes(text);
        await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        var buffer = new byte[4096];
        string answer;
        do
        {
            var received = await socket.ReceiveAsync(buffer, patience.Token);
            answer = Encoding.UTF8.GetString(buffer, 0, received.Count);
        }
        while (answer == $$"""{"type":6}{{PollingConnection.EndOfMessage}}""");
        return answer;
    }
}
