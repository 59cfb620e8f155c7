using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>
/// A request that lasts. When its token is over it ends as its protocol provides, and its connection is aborted where it goes on all the
/// same.
/// </summary>
internal sealed class LongRequest : IDisposable
{
    // For the peer to complete the end, and for the handler to return.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.5);

    private readonly IRequestEnd _end;
    private readonly TimeProvider _time;
    private readonly IHttpRequestLifetimeFeature _connection;
    private readonly CancellationToken _clientGone;
    private readonly Lock _lock = new();
    private Refusal? _over;
    private ITimer? _timer;
    private bool _hasBegun;
    private bool _isDisposed;

    public LongRequest(HttpContext context, IRequestEnd end, TimeProvider time)
    {
        (_end, _time) = (end, time);
        _connection = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        _clientGone = context.RequestAborted;
        end.Attach(context);
    }

    /// <summary>Why the request was ended; <see langword="null"/> when it was not.</summary>
    public Refusal? Ended
    {
        get
        {
            lock (_lock)
                return _hasBegun ? _over : null;
        }
    }

    /// <summary>Ends the request, unless it is over or its client has gone.</summary>
    /// <param name="over">Why the token is over.</param>
    public void End(Refusal over)
    {
        lock (_lock)
        {
            if (_isDisposed || _over is not null || _clientGone.IsCancellationRequested)
                return;
            _over = over;
            _timer = _time.CreateTimer(static state => ((LongRequest)state!).Continue(), this, Grace, Grace);
        }

        Continue();
    }

    /// <summary>Whether a failure of the handler results from the end of the request.</summary>
    /// <returns><see langword="false"/> for a failure of its own.</returns>
    public bool Explains(Exception exception) => Ended is not null && _end.Explains(exception);

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }

        _end.Dispose();
    }

    private void Continue()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            if (_hasBegun)
            {
                // Within the lock: afterwards the connection may serve another request.
                _connection.Abort();
                return;
            }

            if (!_end.IsReady)
                return;
            _hasBegun = true;
        }

        if (!_end.TryBegin(_over!))
            Continue();
    }
}
