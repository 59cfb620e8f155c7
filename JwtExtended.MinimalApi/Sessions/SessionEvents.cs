using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Reports what happens to sessions, to the log, to the meter and to the application.</summary>
internal sealed class SessionEvents(RefreshHandlers handlers, JwtMetrics metrics, ILogger logger)
{
    /// <summary>A successor that was never used was replaced: a lost response, or a token that was stolen and not used since.</summary>
    public void Reissued(Token token) =>
        Log.RefreshReissued(logger, LogSanitizer.Sanitize(token.Jti), LogSanitizer.Sanitize(token.Sub));

    /// <summary>The session has ended because a token was reused. The store tells one caller.</summary>
    /// <returns>A task that completes when the application knows.</returns>
    public async ValueTask ReusedAsync(JwtRefreshContext context)
    {
        Log.RefreshReused(logger, LogSanitizer.Sanitize(context.Token.Jti), LogSanitizer.Sanitize(context.Token.Sub));
        metrics.Reused();
        if (handlers.OnReused is not { } onReused)
            return;
        try
        {
            await onReused(context);
        }
        catch (Exception e)
        {
            // The session has ended: a failing handler must not change the response.
            Log.RefreshReusedCallbackFailed(logger, e);
        }
    }
}
