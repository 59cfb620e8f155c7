using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Exchanges a refresh token for its one successor. The token was read and looked up already: it is ours, and nothing is revoked.</summary>
internal sealed class RefreshRotation(
    StoreClient calls, RevocationKeyFactory keys, RevocationRules revocation, RevocationWriter writer, SessionRules rules,
    TokenIssuer issuer, JwtMetrics? metrics, TimeProvider time, ILogger logger)
{
    private static readonly Refusal NotRotating = new(JwtErrorCode.TokenInvalid, "The refresh token has no session and seed of ours: it cannot be exchanged.");
    private static readonly Refusal SessionOver = new(JwtErrorCode.TokenExpired, "The session has lasted as long as it may.");
    private static readonly Refusal Ended = new(JwtErrorCode.TokenRevoked, "The application ended the session.");
    private static readonly Refusal Unrecorded = new(JwtErrorCode.TokenRevoked, "The session was ended meanwhile.");
    private static readonly Refusal Revoked = new(JwtErrorCode.TokenRevoked, "The refresh token was revoked meanwhile.");
    private static readonly Refusal Superseded = new(JwtErrorCode.TokenRevoked, "The refresh token was exchanged, and its successor is in use.");
    private static readonly Refusal Reused = new(JwtErrorCode.RefreshReused, "The refresh token was used after it had been exchanged.", suspicious: true);

    // The order is a security decision: a replay is judged before the application is asked, and an application that says no, or fails, consumes nothing.
    public async ValueTask<RefreshResult> RotateAsync(Token token, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (token is not { SessionId: { } sid, Jti: not null } || token.ClaimSet.SessionStarted is not { } started || !RefreshSeed.TryParse(token.ClaimSet.Seed, out var seed))
            return new RefreshResult(NotRotating);
        if (rules.EndOf(started) <= time.GetUtcNow())
            return new RefreshResult(SessionOver);

        var context = new JwtRefreshContext(token, services, cancellationToken);
        if (token.RevocationKeys is { WasConsumed: true } && await EvaluateReplayAsync(context, seed, await ConsumeAsync(token)) is { } replay)
            return new RefreshResult(replay);
        if (await RenewAsync(context) is not { } renewed)
        {
            await writer.RevokeSessionAsync(token.Identity, sid, CancellationToken.None);
            return new RefreshResult(Ended);
        }

        // Before anything is consumed: what cannot be written must not cost the session.
        var access = issuer.CreateRenewed(token, renewed, out var expiresIn);
        issuer.CreateSuccessorOf(token, seed, time.GetUtcNow());
        var standing = await ConsumeAsync(token);
        if (!standing.Won && await EvaluateReplayAsync(context, seed, standing) is { } refusal)
            return new RefreshResult(refusal);
        if (seed.IsRecorded && !await TouchAsync(token, sid, started))
            return new RefreshResult(Unrecorded);
        return new RefreshResult(new TokenPair(access, expiresIn, issuer.CreateSuccessorOf(token, seed, standing.ConsumedAt)));
    }

    private async ValueTask<TokenDescriptor?> RenewAsync(JwtRefreshContext context) =>
        rules.Handlers.Renew is { } renew ? await renew(context) : TokenDescriptor.From(context.Token);

    // From here on without the request's token: a thief who hangs up before the answer is noticed all the same.
    private ValueTask<ConsumeResult> ConsumeAsync(Token token) =>
        calls.ConfirmAsync("consume a token", (store, cancel) => store.TryConsumeAsync(keys.ForToken(token), revocation.TokenMarkExpires(token.Exp), cancel), CancellationToken.None);

    /// <summary>Whether somebody who comes second gets the same successor (<see langword="null"/>), is told that it is late, or ends the session.</summary>
    private async ValueTask<Refusal?> EvaluateReplayAsync(JwtRefreshContext context, RefreshSeed seed, ConsumeResult standing)
    {
        if (standing.Won)
            return null;
        if (standing.Revoked)
            return Revoked;
        // By the clock of the store, and with a window of zero never.
        if (standing.Age >= rules.GraceWindow)
            return await EndReusedAsync(context);
        if (!await IsSuccessorInUseAsync(context.Token, seed, standing))
            return null;
        Log.RefreshSuperseded(logger, LogSanitizer.Sanitize(context.Token.Jti), LogSanitizer.Sanitize(context.Token.Sub));
        return Superseded;
    }

    private async ValueTask<bool> IsSuccessorInUseAsync(Token token, RefreshSeed seed, ConsumeResult standing)
    {
        var successor = keys.ForTokenId(seed.SuccessorJti(standing.ConsumedAt).ToString("D"));
        var question = new RevocationKeys(successor, keys.ForIdentity(token.Identity), keys.Everything);
        var marks = await calls.ConfirmAsync("find a successor", (store, cancel) => store.FindAsync(question, cancel), CancellationToken.None);
        return marks.TokenConsumed || marks.TokenRevoked;
    }

    // RFC 9700, 4.14.2: nobody can tell the thief from the owner, so the session ends for both.
    private async ValueTask<Refusal> EndReusedAsync(JwtRefreshContext context)
    {
        var (token, sid) = (context.Token, context.Token.SessionId!);
        await writer.MarkSessionAsync(token.Identity, sid, CancellationToken.None);
        if (await IsFirstAlarmAsync(token.Identity, sid))
            await RaiseAlarmAsync(context);
        // Last: the session has ended, and the alarm must not depend on it.
        await writer.RemoveRecordAsync(token.Identity, sid, CancellationToken.None);
        return Reused;
    }

    private async ValueTask<bool> IsFirstAlarmAsync(string identity, string sid)
    {
        try
        {
            var first = await calls.ConfirmAsync(
                "raise an alarm", (store, cancel) => store.TryConsumeAsync(keys.ForAlarm(identity, sid), revocation.MarkExpires(time.GetUtcNow()), cancel), CancellationToken.None);
            return first.Won;
        }
        catch (RevocationStoreException)
        {
            // Rather twice than never: from now on the gate refuses, and nobody would hear of it again.
            return true;
        }
    }

    private async ValueTask RaiseAlarmAsync(JwtRefreshContext context)
    {
        Log.RefreshReused(logger, LogSanitizer.Sanitize(context.Token.Jti), LogSanitizer.Sanitize(context.Token.Sub));
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
            Log.RefreshReusedCallbackFailed(logger, e);
        }
    }

    private ValueTask<bool> TouchAsync(Token token, string sid, DateTimeOffset started)
    {
        var now = time.GetUtcNow();
        return calls.ConfirmAsync(
            "touch a session",
            (store, cancel) => store.TouchSessionAsync(keys.ForIdentity(token.Identity), keys.ForSession(token.Identity, sid), now, rules.RecordExpires(started, now), cancel),
            CancellationToken.None);
    }
}
