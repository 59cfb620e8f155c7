using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Evaluates the use of a refresh token that was exchanged already (RFC 9700, 4.14.2).</summary>
internal sealed class ReuseDetection(StoreClient store, RevocationWriter writer, SessionRules rules, JwtMetrics? metrics, ILogger logger)
{
    private static readonly Refusal Revoked = new(JwtErrorCode.TokenRevoked, "The refresh token was revoked meanwhile.");
    private static readonly Refusal Superseded =
        new(JwtErrorCode.TokenRevoked, "The refresh token was exchanged, and its successor is in use.");

    private static readonly Refusal Reused =
        new(JwtErrorCode.RefreshReused, "The refresh token was used after it had been exchanged.", suspicious: true);

    /// <summary>Decides whether the caller gets the same successor, is late, or ends the session.</summary>
    /// <returns><see langword="null"/> for the same successor; otherwise the refusal.</returns>
    public async ValueTask<Refusal?> EvaluateAsync(JwtRefreshContext context, RefreshSeed seed, ConsumeResult entry)
    {
        if (entry.Won)
            return null;
        if (entry.Revoked)
            return Revoked;
        // By the clock of the store, and with a window of zero never.
        if (entry.Age >= rules.GraceWindow)
            return await EndSessionAsync(context);
        if (!await IsSuccessorInUseAsync(context.Token, seed, entry))
            return null;
        Log.RefreshSuperseded(logger, LogSanitizer.Sanitize(context.Token.Jti), LogSanitizer.Sanitize(context.Token.Sub));
        return Superseded;
    }

    private async ValueTask<bool> IsSuccessorInUseAsync(Token token, RefreshSeed seed, ConsumeResult entry)
    {
        var successor = store.Keys.ForTokenId(seed.SuccessorJti(entry.ConsumedAt).ToString("D"));
        var question = new RevocationKeys(successor, store.Keys.ForIdentity(token.Identity), store.Keys.Everything);
        var state = await store.ConfirmAsync(
            "find a successor", (engine, cancel) => engine.FindAsync(question, cancel), CancellationToken.None);
        return state.TokenConsumed || state.TokenRevoked;
    }

    // Owner and thief cannot be told apart, so the session ends for both.
    private async ValueTask<Refusal> EndSessionAsync(JwtRefreshContext context)
    {
        var (token, sid) = (context.Token, context.Token.SessionId!);
        await writer.WriteSessionRevocationAsync(token.Identity, sid, CancellationToken.None);
        if (await IsFirstReportAsync(token.Identity, sid))
            await ReportAsync(context);
        // Last: the session has ended, and the report must not depend on it.
        await writer.RemoveRecordAsync(token.Identity, sid, CancellationToken.None);
        return Reused;
    }

    private async ValueTask<bool> IsFirstReportAsync(string identity, string sid)
    {
        try
        {
            var expires = store.Rules.EntryExpires(store.Time.GetUtcNow());
            var key = store.Keys.ForReuseReport(identity, sid);
            var entry = await store.ConfirmAsync(
                "report a reused token", (engine, cancel) => engine.TryConsumeAsync(key, expires, cancel), CancellationToken.None);
            return entry.Won;
        }
        catch (RevocationStoreException)
        {
            // Rather twice than never: from now on requests are refused earlier, and it would not be reported again.
            return true;
        }
    }

    private async ValueTask ReportAsync(JwtRefreshContext context)
    {
        Log.RefreshReused(logger, LogSanitizer.Sanitize(context.Token.Jti), LogSanitizer.Sanitize(context.Token.Sub));
        metrics?.RefreshReused();
        if (rules.Handlers.OnReused is not { } onReused)
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
