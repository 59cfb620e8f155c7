using System.Net.WebSockets;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>A WebSocket is closed with a status (RFC 6455, 7.4) instead of being aborted.</summary>
/// <param name="inner">Accepts WebSockets.</param>
/// <param name="status">The status that its peer gets.</param>
internal sealed class SocketEnd(IHttpWebSocketFeature inner, WebSocketCloseStatus status) : IRequestEnd, IHttpWebSocketFeature
{
    private CancellationToken _requestAborted;
    private IFeatureCollection? _features;
    private volatile MonitoredWebSocket? _socket;

    public bool IsReady => true;

    public bool IsWebSocketRequest => inner.IsWebSocketRequest;

    public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) =>
        _socket = new MonitoredWebSocket(await inner.AcceptAsync(context), _requestAborted);

    public void Attach(HttpContext context)
    {
        _requestAborted = context.RequestAborted;
        _features = context.Features;
        _features.Set<IHttpWebSocketFeature>(this);
    }

    public bool TryBegin(Refusal over)
    {
        if (_socket is not { } socket)
            return false;
        // What takes too long ends with the abort.
        _ = socket.EndAsync(status, status == WebSocketCloseStatus.NormalClosure ? null : ErrorTable.Entry(over.Code).Name);
        return true;
    }

    public bool Explains(Exception exception) => EndedOperation.Explains(exception) || _socket?.HasThrown(exception) == true;

    // The socket is the handler's.
    public void Dispose()
    {
        _socket?.Release();
        _features?.Set(inner);
    }
}
