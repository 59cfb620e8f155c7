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

    public void Cancel()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
        }

        _lifetime.Cancel();
    }

    public void Dispose()
    {
        lock (_lock)
            _disposed = true;
        _ended.Cancel();
        _ended.Dispose();
    }
}
