using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>Watches the token of a long request: its end is announced at its expiry, or soon after any mark that refuses it.</summary>
internal sealed class TokenExpiryMonitor(TokenValidator reader, RevocationCheck revocation, TimeSpan interval, TimeProvider time)
{
    // One failed look-up is a hiccup; who cannot be vouched for twice is not kept.
    private const int ToleratedFailures = 1;

    /// <summary>The lifetime of the request's token, watched from the first call on until the request ends.</summary>
    public CancellationToken Of(HttpContext context, Token token)
    {
        if (context.Features.Get<MonitoredToken>() is { } watched && ReferenceEquals(watched.Token, token))
            return watched.Lifetime;
        var watch = new MonitoredToken(token);
        context.Features.Set(watch);
        context.Response.RegisterForDispose(watch);
        // It ends with the request: nobody awaits it, and it throws nothing.
        _ = WatchAsync(watch, context.RequestAborted);
        return watch.Lifetime;
    }

    private async Task WatchAsync(MonitoredToken watch, CancellationToken requestAborted)
    {
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(watch.Ended, requestAborted);
            for (var failures = 0; failures <= ToleratedFailures && !IsOver(watch.Token);)
            {
                await Task.Delay(NextLook(watch.Token), time, stop.Token);
                var refusal = await revocation.CheckAsync(watch.Token, acceptConsumed: false, stop.Token);
                if (refusal is not null && refusal.Code != JwtErrorCode.StoreUnavailable)
                    break;
                failures = refusal is null ? 0 : failures + 1;
            }

            watch.Fire();
        }
        catch (OperationCanceledException)
        {
            // The client has gone, which ends its feed as well; or the request is over, and nobody listens.
            watch.Fire();
        }
    }

    private bool IsOver(Token token) => token.Type == TokenType.Ticket ? token.ClaimSet.OpenUntil <= time.GetUtcNow() : reader.CheckTime(token) is not null;

    private TimeSpan NextLook(Token token)
    {
        var end = token.Type == TokenType.Ticket ? token.ClaimSet.OpenUntil : token.Exp;
        var left = end - time.GetUtcNow() ?? interval;
        return left < interval ? left > TimeSpan.Zero ? left : TimeSpan.Zero : interval;
    }
}
