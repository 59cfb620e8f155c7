using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Errors;
using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Reading;
using JwtExtended.MinimalApi.Revocation;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Refresh;

/// <summary>Exchanges a refresh token for its one successor. The token was read and looked up already: it is ours, and nothing is revoked.</summary>
internal sealed class RefreshRotation(
    StoreCalls calls, RevocationKeyMaker keys, RevocationRules revocation, RevocationWriter writer, RefreshRules rules,
    TokenIssuer issuer, TokenReader reader, JwtMetrics? metrics, TimeProvider time, ILogger logger)
{
    private static readonly Refusal NotRotating = new(JwtErrorCode.TokenInvalid, "The refresh token has no session and seed of ours: it cannot be exchanged.");
    private static readonly Refusal SessionOver = new(JwtErrorCode.TokenExpired, "The session has lasted as long as it may.");
    private static readonly Refusal Ended = new(JwtErrorCode.TokenRevoked, "The application ended the session.");
    private static readonly Refusal Unrecorded = new(JwtErrorCode.TokenRevoked, "The session was ended meanwhile.");
    private static readonly Refusal Revoked = new(JwtErrorCode.TokenRevoked, "The refresh token was revoked meanwhile.");
    private static readonly Refusal Superseded = new(JwtErrorCode.TokenRevoked, "The refresh token was exchanged, and its successor is in use.");
    private static readonly Refusal Reused = new(JwtErrorCode.RefreshReused, "The refresh token was used after it had been exchanged.", suspicious: true);

    // The order is a security decision: an application that says no, or fails, consumes nothing; whoever loses the race is judged before it is asked.
    public async ValueTask<RefreshResult> RotateAsync(Token token, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (token is not { SessionId: { } sid, Jti: not null } || token.ClaimSet.SessionStarted is not { } started || !RefreshSeed.TryParse(token.ClaimSet.Seed, out var seed))
            return new RefreshResult(NotRotating);
        if (rules.EndOf(started) <= time.GetUtcNow())
            return new RefreshResult(SessionOver);

        var context = new JwtRefreshContext(token, services, cancellationToken);
        if (await RenewAsync(context) is not { } renewed)
        {
            await writer.RevokeSessionAsync(token.Identity, sid, cancellationToken);
            return new RefreshResult(Ended);
        }

        // Before anything is consumed: what cannot be written must not cost the session.
        var access = issuer.CreateRenewed(token, renewed, out var expiresIn);
        issuer.CreateSuccessorOf(token, seed, time.GetUtcNow());
        var standing = await ConsumeAsync(token, cancellationToken);
        if (!standing.Won && await JudgeReplayAsync(context, seed, standing, cancellationToken) is { } refusal)
            return new RefreshResult(refusal);
        if (seed.IsRecorded && !await TouchAsync(token, sid, started, cancellationToken))
            return new RefreshResult(Unrecorded);
        return new RefreshResult(new TokenPair(access, expiresIn, issuer.CreateSuccessorOf(token, seed, standing.ConsumedAt)));
    }

    private async ValueTask<TokenDescriptor?> RenewAsync(JwtRefreshContext context) =>
        rules.Handlers.Renew is { } renew ? await renew(context) : TokenDescriptor.From(context.Token);

    private ValueTask<ConsumeResult> ConsumeAsync(Token token, CancellationToken cancellationToken) =>
        calls.ConfirmAsync("consume a token", (store, cancel) => store.TryConsumeAsync(keys.ForToken(token), revocation.TokenMarkExpires(token.Exp), cancel), cancellationToken);

    /// <summary>Whether somebody who comes second gets the same successor (<see langword="null"/>), is told that it is late, or ends the session.</summary>
    private async ValueTask<Refusal?> JudgeReplayAsync(JwtRefreshContext context, RefreshSeed seed, ConsumeResult standing, CancellationToken cancellationToken)
    {
        if (standing.Revoked)
            return Revoked;
        // By the clock of the store, and with a window of zero never.
        if (standing.Age >= rules.GraceWindow)
            return await EndReusedAsync(context, cancellationToken);
        return await IsSuccessorInUseAsync(context.Token, seed, standing, cancellationToken) ? Superseded : null;
    }

    private async ValueTask<bool> IsSuccessorInUseAsync(Token token, RefreshSeed seed, ConsumeResult standing, CancellationToken cancellationToken)
    {
        var encoded = issuer.CreateSuccessorOf(token, seed, standing.ConsumedAt);
        if (!reader.Read(encoded, TokenKinds.Refresh).TryGetToken(out var successor, out _))
            return true;
        var marks = await calls.ConfirmAsync("find a successor", (store, cancel) => store.FindAsync(new RevocationKeys(keys, successor), cancel), cancellationToken);
        return marks.TokenConsumed || marks.TokenRevoked;
    }

    // RFC 9700, 4.14.2: nobody can tell the thief from the owner, so the session ends for both.
    private async ValueTask<Refusal> EndReusedAsync(JwtRefreshContext context, CancellationToken cancellationToken)
    {
        var (token, sid) = (context.Token, context.Token.SessionId!);
        await writer.RevokeSessionAsync(token.Identity, sid, cancellationToken);
        var first = await calls.ConfirmAsync(
            "raise an alarm", (store, cancel) => store.TryConsumeAsync(keys.ForAlarm(sid), revocation.MarkExpires(time.GetUtcNow()), cancel), cancellationToken);
        if (first.Won)
            await RaiseAlarmAsync(context);
        return Reused;
    }

    private async ValueTask RaiseAlarmAsync(JwtRefreshContext context)
    {
        Log.RefreshReused(logger, ForeignText.Clean(context.Token.Jti), ForeignText.Clean(context.Token.Sub));
        metrics?.RefreshReused();
        if (rules.Handlers.Alarm is not { } alarm)
            return;
        try
        {
            await alarm(context);
        }
        catch (Exception e)
        {
            // The session has ended: that the alarm failed must not turn the answer into another one.
            Log.AlarmFailed(logger, e);
        }
    }

    private ValueTask<bool> TouchAsync(Token token, string sid, DateTimeOffset started, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return calls.ConfirmAsync(
            "touch a session", (store, cancel) => store.TouchSessionAsync(keys.ForIdentity(token.Identity), keys.ForSession(sid), now, rules.EndOf(started), cancel), cancellationToken);
    }
}
