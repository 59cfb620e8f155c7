using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>The token of one long request, and the signal of its end.</summary>
internal sealed class MonitoredToken(Token token) : IDisposable
{
    private readonly CancellationTokenSource _lifetime = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _lock = new();
    private LongRequest? _request;
    private Refusal? _over;
    private bool _disposed;

    public Token Token => token;

    /// <summary>Whether somebody else ends the request at the expiry of its token.</summary>
    public bool LeavesExpiry { get; init; }

    /// <summary>Is cancelled when the token is over.</summary>
    public CancellationToken Lifetime => _lifetime.Token;

    /// <summary>Is cancelled when the request is over.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Finds why a handler was canceled by <see cref="Lifetime"/>, if it was.</summary>
    /// <returns>Why the token is over; <see langword="null"/> for a failure of the handler, or when the client has gone.</returns>
    public static Refusal? Explain(Exception exception, HttpContext context) =>
        EndedOperation.Explains(exception) && !context.RequestAborted.IsCancellationRequested
            ? context.Features.Get<MonitoredToken>()?.Over
            : null;

    private Refusal? Over
    {
        get
        {
            lock (_lock)
                return _over;
        }
    }

    /// <summary>Ends a request with the token.</summary>
    public void Attach(LongRequest request)
    {
        lock (_lock)
            _request = request;
        if (Over is { } over)
            request.End(over);
    }

    /// <summary>The token is over. The first reason stays.</summary>
    /// <param name="over">Why it is.</param>
    public void End(Refusal over)
    {
        lock (_lock)
        {
            if (_disposed || _over is not null)
                return;
            _over = over;
        }

        // First: what the handler does when it is canceled must not prevent it.
        _request?.End(over);
        CancelLifetime();
    }

    /// <summary>The request is over: what listens to the lifetime ends as well.</summary>
    public void Cancel()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
        }

        CancelLifetime();
    }

    public void Dispose()
    {
        lock (_lock)
            _disposed = true;
        _ended.Cancel();
        _ended.Dispose();
    }

    private void CancelLifetime()
    {
        try
        {
            _lifetime.Cancel();
        }
        catch (AggregateException)
        {
            // A callback of the handler has failed. The others were called, and no caller waits for them.
        }
    }
}
