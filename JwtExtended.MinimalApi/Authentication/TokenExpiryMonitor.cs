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

    /// <summary>The lifetime of the request's token, monitored from the first call until the request ends.</summary>
    /// <returns>A token that is cancelled when the request's token is over.</returns>
    public CancellationToken Of(HttpContext context, Token token) => Monitor(context, token).Lifetime;

    /// <summary>Aborts a connection when the request's token is over.</summary>
    public void AbortAtEnd(HttpContext context, Token token) => Monitor(context, token).AbortAtEnd(context);

    private MonitoredToken Monitor(HttpContext context, Token token)
    {
        if (context.Features.Get<MonitoredToken>() is { } existing && ReferenceEquals(existing.Token, token))
            return existing;
        var monitored = new MonitoredToken(token);
        context.Features.Set(monitored);
        context.Response.RegisterForDispose(monitored);
        // What was not looked up for the request, because its endpoint accepts revoked tokens, is not looked up later.
        var isLookedUp = TokenFeature.Of(context) is not { LookUpTimestamp: 0 };
        // It ends with the request: it is not awaited, and throws nothing.
        _ = MonitorAsync(monitored, isLookedUp, context.RequestAborted);
        return monitored;
    }

    private async Task MonitorAsync(MonitoredToken monitored, bool isLookedUp, CancellationToken requestAborted)
    {
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(monitored.Ended, requestAborted);
            for (var failures = 0; failures <= ToleratedFailures && !IsOver(monitored.Token);)
            {
                await Task.Delay(NextCheck(monitored.Token), time, stop.Token);
                if (!isLookedUp)
                    continue;
                var refusal = (await revocation.CheckAsync(monitored.Token, forExchange: false, stop.Token)).Refusal;
                if (refusal is not null && refusal.Code != JwtErrorCode.StoreUnavailable)
                    break;
                failures = refusal is null ? 0 : failures + 1;
            }

            monitored.Cancel();
        }
        catch (OperationCanceledException)
        {
            // The client has disconnected, which ends its stream as well; or the request is over, and nothing listens.
            monitored.Cancel();
        }
    }

    // A key that was retired because somebody else has it must not keep connections open either.
    private bool IsOver(Token token) => validator.EndOf(token) <= time.GetUtcNow() || !validator.HasKeyOf(token);

    // Never at once: the wait is where others run.
    private TimeSpan NextCheck(Token token)
    {
        var left = validator.EndOf(token) - time.GetUtcNow() ?? interval;
        return TimeSpan.FromTicks(Math.Max(ShortestWait.Ticks, Math.Min(left.Ticks, interval.Ticks)));
    }
}
