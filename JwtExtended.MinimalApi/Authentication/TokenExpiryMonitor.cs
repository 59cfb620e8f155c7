using System.Diagnostics;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>
/// Monitors the token of a long request: its end is signalled at its expiry, or soon after any revocation that covers it, and after its key
/// was retired.
/// </summary>
internal sealed class TokenExpiryMonitor(TokenValidator validator, RevocationCheck revocation, TimeSpan interval, TimeProvider time)
{
    // One failed look-up is tolerated; a token that cannot be verified twice in a row is not kept.
    private const int ToleratedFailures = 1;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private static readonly Refusal Expired = new(JwtErrorCode.TokenExpired, "The token expired during the request.");

    /// <summary>The lifetime of the request's token, monitored from the first call until the request ends.</summary>
    /// <returns>A token that is cancelled when the request's token is over.</returns>
    public CancellationToken Of(HttpContext context, Token token) => Monitor(context, token).Lifetime;

    /// <summary>Ends a long request with its token.</summary>
    /// <param name="context">The request.</param>
    /// <param name="token">The token of the request.</param>
    /// <param name="request">What to end.</param>
    /// <param name="leavesExpiry">
    /// Whether somebody else ends the request at the expiry of the token, which may be a later one by then: nothing but its revocation does
    /// so here.
    /// </param>
    public void Attach(HttpContext context, Token token, LongRequest request, bool leavesExpiry) =>
        (leavesExpiry ? Start(context, new MonitoredToken(token) { LeavesExpiry = true }) : Monitor(context, token)).Attach(request);

    private MonitoredToken Monitor(HttpContext context, Token token)
    {
        if (context.Features.Get<MonitoredToken>() is { } existing && ReferenceEquals(existing.Token, token))
            return existing;
        var monitored = new MonitoredToken(token);
        context.Features.Set(monitored);
        return Start(context, monitored);
    }

    private MonitoredToken Start(HttpContext context, MonitoredToken monitored)
    {
        context.Response.RegisterForDispose(monitored);
        // What was not looked up for the request, because its endpoint accepts revoked tokens, is not looked up later.
        var isLookedUp = TokenFeature.Of(context) is not { LookUpTimestamp: 0 };
        // It ends with the request: it is not awaited, and throws nothing.
        _ = MonitorAsync(monitored, isLookedUp, context.RequestAborted);
        return monitored;
    }

    private async Task MonitorAsync(MonitoredToken monitored, bool isLookedUp, CancellationToken requestAborted)
    {
        // The trace of the request does not grow as long as its connection lives. The caller keeps its own.
        Activity.Current = null;
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(monitored.Ended, requestAborted);
            monitored.End(await WaitForEndAsync(monitored, isLookedUp, stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The client has disconnected, which ends its stream as well; or the request is over, and nothing listens.
            monitored.Cancel();
        }
        catch (Exception e)
        {
            // A store or a clock of the application that throws something else must not keep the connection open.
            monitored.End(new Refusal(JwtErrorCode.StoreUnavailable, $"The token could not be checked again ({e.GetType().Name})."));
        }
    }

    private async Task<Refusal> WaitForEndAsync(MonitoredToken monitored, bool isLookedUp, CancellationToken stop)
    {
        var failures = 0;
        while (true)
        {
            if (Over(monitored) is { } over)
                return over;
            await Task.Delay(NextCheck(monitored), time, stop);
            if (!isLookedUp)
                continue;
            var refusal = (await revocation.CheckAsync(monitored.Token, forExchange: false, stop)).Refusal;
            failures = refusal is null ? 0 : failures + 1;
            if (refusal is not null && (refusal.Code != JwtErrorCode.StoreUnavailable || failures > ToleratedFailures))
                return refusal;
        }
    }

    // A key that was retired because somebody else has it must not keep connections open either.
    private Refusal? Over(MonitoredToken monitored) =>
        EndOf(monitored) <= time.GetUtcNow() ? Expired : validator.CheckKey(monitored.Token);

    private DateTimeOffset? EndOf(MonitoredToken monitored) => monitored.LeavesExpiry ? null : validator.EndOf(monitored.Token);

    // Never at once: the wait is where others run.
    private TimeSpan NextCheck(MonitoredToken monitored)
    {
        var left = EndOf(monitored) - time.GetUtcNow() ?? interval;
        return TimeSpan.FromTicks(Math.Max(ShortestWait.Ticks, Math.Min(left.Ticks, interval.Ticks)));
    }
}
