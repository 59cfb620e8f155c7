using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>
/// Notes what listeners of meters and traces throw. It must change no decision: a look-up that the store has answered is no outage.
/// </summary>
/// <param name="logger">Where it is noted.</param>
internal sealed class TelemetryGuard(ILogger logger)
{
    private int _hasReported;

    /// <summary>Logs a failure, the first one: every request may meet it.</summary>
    /// <param name="failure">What a listener has thrown.</param>
    public void Report(Exception failure)
    {
        if (Interlocked.Exchange(ref _hasReported, 1) == 0)
            Log.TelemetryFailed(logger, failure);
    }
}
