using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>The token of one long request, and the signal of its end.</summary>
internal sealed class MonitoredToken(Token token) : IDisposable
{
    private readonly CancellationTokenSource _lifetime = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _lock = new();
    private bool _disposed;

    public Token Token => token;

    /// <summary>Is cancelled when the token is over.</summary>
    public CancellationToken Lifetime => _lifetime.Token;

    /// <summary>Is cancelled when the request is over.</summary>
    public CancellationToken Ended => _ended.Token;

    private bool IsDisposed
    {
        get
        {
            lock (_lock)
                return _disposed;
        }
    }

    public void Cancel()
    {
        if (!IsDisposed)
            _lifetime.Cancel();
    }

    /// <summary>Aborts the connection when the token is over, unless the context serves another request by then.</summary>
    public void AbortAtEnd(HttpContext context) => Lifetime.Register(
        static state =>
        {
            var (self, context) = ((MonitoredToken, HttpContext))state!;
            if (!self.IsDisposed)
                context.Abort();
        },
        (this, context));

    public void Dispose()
    {
        lock (_lock)
            _disposed = true;
        _ended.Cancel();
        _ended.Dispose();
    }
}
