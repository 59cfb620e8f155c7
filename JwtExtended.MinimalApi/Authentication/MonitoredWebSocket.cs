using System.Net.WebSockets;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>
/// A WebSocket that is closed from outside its handler. From then on nothing is sent any more, and what arrives is dropped: only the close
/// frame of the peer reaches the handler.
/// </summary>
internal sealed class MonitoredWebSocket(WebSocket inner, CancellationToken requestAborted) : WebSocket
{
    private const int ScratchSize = 1024;

    private volatile bool _isOver;
    private volatile Exception? _sendFailure;
    private volatile Exception? _receiveFailure;
    private int _closeFrames;
    private CancellationToken _waitsWith;
    private CancellationTokenSource _wait = new();
    private CancellationTokenRegistration _registration;

    public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;

    public override string? CloseStatusDescription => inner.CloseStatusDescription;

    public override WebSocketState State =>
        _isOver && inner.State == WebSocketState.Open ? WebSocketState.CloseSent : inner.State;

    public override string? SubProtocol => inner.SubProtocol;

    /// <summary>Closes the connection, after a message that is being sent.</summary>
    /// <returns>A task that completes when the close frame was sent, or cannot be sent any more.</returns>
    public async Task EndAsync(WebSocketCloseStatus status, string? description)
    {
        // Before the frame: no message may overtake it.
        _isOver = true;
        if (!IsFirstCloseFrame())
            return;
        try
        {
            await inner.CloseOutputAsync(status, description, CancellationToken.None);
        }
        catch (Exception)
        {
            // It is not awaited. The handler learns of it by itself, or is aborted soon after.
        }
    }

    /// <summary>Whether this socket has thrown an exception since it was closed, and not something else of the handler.</summary>
    /// <returns><see langword="true"/> if it has.</returns>
    public bool HasThrown(Exception exception) => ReferenceEquals(exception, _sendFailure) || ReferenceEquals(exception, _receiveFailure);

    /// <summary>Forgets what the handler waited with: the request is over.</summary>
    public void Release() => _registration.Unregister();

    public override void Abort() => inner.Abort();

    public override void Dispose() => inner.Dispose();

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        CloseAsync(static (socket, status, text, token) => socket.CloseAsync(status, text, token), closeStatus, statusDescription,
            cancellationToken);

    public override Task CloseOutputAsync(
        WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        CloseAsync(static (socket, status, text, token) => socket.CloseOutputAsync(status, text, token), closeStatus, statusDescription,
            cancellationToken);

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var wait = WaitWith(cancellationToken);
            var result = await inner.ReceiveAsync(buffer, wait);
            return _isOver && result.MessageType != WebSocketMessageType.Close ? await DropAsync(wait) : result;
        }
        catch (OperationCanceledException e) when (IsOf(e, cancellationToken))
        {
            throw Canceled(e, cancellationToken);
        }
        catch (Exception e) when (_isOver)
        {
            _receiveFailure = e;
            throw;
        }
    }

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var wait = WaitWith(cancellationToken);
            var result = await inner.ReceiveAsync(buffer, wait);
            if (!_isOver || result.MessageType == WebSocketMessageType.Close)
                return result;
            await DropAsync(wait);
            return new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);
        }
        catch (OperationCanceledException e) when (IsOf(e, cancellationToken))
        {
            throw Canceled(e, cancellationToken);
        }
        catch (Exception e) when (_isOver)
        {
            _receiveFailure = e;
            throw;
        }
    }

    public override Task SendAsync(
        ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken).AsTask();

    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync(
            buffer, messageType, endOfMessage ? WebSocketMessageFlags.EndOfMessage : WebSocketMessageFlags.None, cancellationToken);

    public override async ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer,
        WebSocketMessageType messageType,
        WebSocketMessageFlags messageFlags,
        CancellationToken cancellationToken)
    {
        try
        {
            if (_isOver)
                throw new WebSocketException(WebSocketError.InvalidState, "The token of the connection is over.");
            await inner.SendAsync(buffer, messageType, messageFlags, cancellationToken);
        }
        catch (Exception e) when (_isOver)
        {
            _sendFailure = e;
            throw;
        }
    }

    // The handler may close at the same moment: the peer gets one close frame.
    private async Task CloseAsync(
        Func<WebSocket, WebSocketCloseStatus, string?, CancellationToken, Task> close,
        WebSocketCloseStatus closeStatus,
        string? description,
        CancellationToken cancellationToken)
    {
        if (!IsFirstCloseFrame() && _isOver)
            return;
        try
        {
            await close(inner, closeStatus, description, cancellationToken);
        }
        catch (Exception e) when (_isOver)
        {
            _sendFailure = e;
            throw;
        }
    }

    private static bool IsOf(OperationCanceledException exception, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested && exception.CancellationToken != cancellationToken;

    // The handler compares it with its own: it never saw the token that the wait was canceled with.
    private OperationCanceledException Canceled(OperationCanceledException exception, CancellationToken cancellationToken)
    {
        var canceled = new OperationCanceledException(exception.Message, exception, cancellationToken);
        if (_isOver)
            _receiveFailure = canceled;
        return canceled;
    }

    private bool IsFirstCloseFrame() => Interlocked.Exchange(ref _closeFrames, 1) == 0;

    // With a buffer of its own: a handler may ask with an empty one whether something has arrived.
    private async Task<WebSocketReceiveResult> DropAsync(CancellationToken cancellationToken)
    {
        var scratch = new byte[ScratchSize];
        while (true)
        {
            var result = await inner.ReceiveAsync(new ArraySegment<byte>(scratch), cancellationToken);
            if (result.MessageType == WebSocketMessageType.Close)
                return result;
        }
    }

    // A handler that waits for the lifetime of the token as well is canceled by the end itself: to a socket that would be an abort, and its
    // peer would not see the close frame. One object serves all messages: handlers wait with one token, and for one message at a time.
    private CancellationToken WaitWith(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled || cancellationToken == requestAborted)
            return cancellationToken;
        if (cancellationToken == _waitsWith)
            return _wait.Token;
        _registration.Unregister();
        (_waitsWith, _wait) = (cancellationToken, new CancellationTokenSource());
        _registration = cancellationToken.UnsafeRegister(
            static state =>
            {
                var (socket, wait) = ((MonitoredWebSocket, CancellationTokenSource))state!;
                if (!socket._isOver)
                    wait.Cancel();
            },
            (this, _wait));
        return _wait.Token;
    }
}
