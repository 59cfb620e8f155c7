using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>
/// A streamed response ends when its handler does: <see cref="HttpContext.RequestAborted"/> is canceled as well when the token is over, so
/// that no handler has to know of it.
/// </summary>
/// <param name="waitsForStart">Whether a response that has not started is left to complete.</param>
/// <param name="endsOnlyEvents">Whether a response that has started as anything but a stream of events is left to complete.</param>
internal sealed class StreamEnd(bool waitsForStart, bool endsOnlyEvents) : IRequestEnd
{
    // Not disposed: it may be about to be canceled, and has no timer.
    private readonly CancellationTokenSource _stop = new();
    private CancellationToken _original;
    private CancellationTokenRegistration _registration;
    private HttpContext? _context;
    private IHttpResponseFeature? _response;

    public bool IsReady => _response is { HasStarted: true } started
        ? !endsOnlyEvents || EventStream.Is(started.Headers.ContentType)
        : !waitsForStart;

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
        _ = CancelAsync();
        return true;
    }

    public bool Explains(Exception exception) => EndedOperation.Explains(exception);

    public void Dispose()
    {
        _registration.Unregister();
        if (_context is not null)
            _context.RequestAborted = _original;
    }

    private async Task CancelAsync()
    {
        try
        {
            await _stop.CancelAsync();
        }
        catch (AggregateException)
        {
            // A callback of the handler has failed. The others were called, and no caller waits for them.
        }
    }
}
