using System.Net.WebSockets;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A socket whose peer sends what a test says.</summary>
internal sealed class ScriptedSocket : WebSocket
{
    private readonly Queue<WebSocketMessageType> _arrives = new();

    public List<bool> Sent { get; } = [];

    public List<string?> Closed { get; } = [];

    public List<CancellationToken> Waits { get; } = [];

    public Exception? Fails { get; set; }

    /// <summary>What happens while it closes.</summary>
    public Func<Task> WhileClosing { get; set; } = static () => Task.CompletedTask;

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => WebSocketState.Open;

    public override string? SubProtocol => null;

    public void Arrives(params WebSocketMessageType[] messages) => Array.ForEach(messages, _arrives.Enqueue);

    public override void Abort()
    {
    }

    public override void Dispose()
    {
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override async Task CloseOutputAsync(
        WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        await WhileClosing();
        if (Fails is not null)
            throw Fails;
        Closed.Add(statusDescription);
    }

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        Waits.Add(cancellationToken);
        if (Fails is not null)
            throw Fails;
        var type = _arrives.Dequeue();
        return Task.FromResult(new WebSocketReceiveResult(type == WebSocketMessageType.Close ? 0 : 1, type, endOfMessage: true));
    }

    public override Task SendAsync(
        ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        Sent.Add(endOfMessage);
        return Task.CompletedTask;
    }
}
