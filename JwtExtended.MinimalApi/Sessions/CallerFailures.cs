using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Reports wrong secrets of clients: the first at once, later ones as a number. Guessing does not fill the log.</summary>
/// <param name="time">The clock.</param>
/// <param name="metrics">Where each of them is counted.</param>
/// <param name="logger">Where it is reported.</param>
internal sealed class CallerFailures(TimeProvider time, JwtMetrics metrics, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private DateTimeOffset _next;
    private int _count;

    /// <summary>Counts a failure, and logs it unless one was logged a moment ago. The id may be a secret in the wrong place.</summary>
    /// <param name="context">The request.</param>
    public void Report(HttpContext context)
    {
        metrics.ClientFailed();
        int count;
        lock (_lock)
        {
            count = ++_count;
            var now = time.GetUtcNow();
            if (now < _next)
                return;
            (_next, _count) = (now + Interval, 0);
        }

        Log.ClientRefused(logger, count, LogSanitizer.Sanitize(context.Request.Path.Value));
    }
}
