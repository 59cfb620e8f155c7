using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>
/// A streamed response ends when its handler does: <see cref="HttpContext.RequestAborted"/> is canceled as well when the token is over, so
/// that no handler has to know of it.
/// </summary>
/// <param name="waitsForStart">Whether a response that has not started is left to complete.</param>
internal sealed class StreamEnd(bool waitsForStart) : IRequestEnd
{
    // Not disposed: it may be about to be canceled, and has no timer.
    private readonly CancellationTokenSource _stop = new();
    private CancellationToken _original;
    private CancellationTokenRegistration _registration;
    private HttpContext? _context;
    private IHttpResponseFeature? _response;

    public bool IsReady => !waitsForStart || _response?.HasStarted == true;

    public void Attach(HttpContext context)
    {
        _context = context;
        _response = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        _original = context.RequestAborted;
        _registration = _original.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _stop);
        context.RequestAborted = _stop.Token;
    }

    public bool TryBegin(Refusal over)
    {
        // Not here: what the handler does when it is canceled must not hold up the abort.
        _ = _stop.CancelAsync();
        return true;
    }

    public bool Explains(Exception exception) => exception is OperationCanceledException;

    public void Dispose()
    {
        _registration.Unregister();
        if (_context is not null)
            _context.RequestAborted = _original;
    }
}
