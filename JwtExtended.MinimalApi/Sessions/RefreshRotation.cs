using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Exchanges a refresh token for its successor: the one set of rules, however a session is renewed.</summary>
internal sealed class RefreshRotation(
    StoreClient store, RevocationWriter writer, SessionRules rules, SessionTokens tokens, SessionEvents events)
{
    private static readonly Refusal NotRotating =
        new(JwtErrorCode.TokenInvalid, "The refresh token has no session and seed of this package: it cannot be exchanged.");

    private static readonly Refusal SessionOver = new(JwtErrorCode.TokenExpired, "The session has reached its absolute limit.");
    private static readonly Refusal EndedByApp = new(JwtErrorCode.TokenRevoked, "The application ended the session.");
    private static readonly Refusal RefusedByApp = new(JwtErrorCode.AccessDenied, "The application refused the refresh.");
    private static readonly Refusal Missing = new(JwtErrorCode.TokenRevoked, "The store does not know the session any more.");
    private static readonly Refusal Ended = new(JwtErrorCode.TokenRevoked, "The session was ended meanwhile.");
    private static readonly Refusal NotCurrent = new(JwtErrorCode.TokenRevoked, "The refresh token is not the current one.");
    private static readonly Refusal TooLate = new(
        JwtErrorCode.StoreUnavailable, "The look-up was too long ago, perhaps because of OnRefresh: it may not hold any more.");

    private static readonly Refusal Reused =
        new(JwtErrorCode.RefreshReused, "The refresh token was used after it had been exchanged.", suspicious: true);

    // The order is a security decision: what is certain to be reuse is decided before the application is asked, and an application that
    // refuses, or fails, changes nothing.
    public async ValueTask<RotationResult> RotateAsync(RefreshRequest request)
    {
        var token = request.Token;
        if (token is not { SessionId: not null, Jti: not null, ClaimSet: { SessionStarted: { } started, Number: { } number } }
            || !RefreshSeed.TryParse(token.ClaimSet.Seed, out var seed))
            return RotationResult.Refused(NotRotating);
        if (rules.EndOf(started, token.ClaimSet.Limits) <= store.Time.GetUtcNow())
            return RotationResult.Refused(SessionOver);

        // RFC 6749, 6: the scopes were granted at the login, and no client asks for more than those.
        if (request.Scopes?.IsSubsetOf(token.Scopes) == false)
            return RotationResult.Refused(OAuthRefusal.WiderScope);
        var exchange = ExchangeOf(request, started, number);
        var expected = SessionEntry.Exchange(request.Session, exchange, store.Time.GetUtcNow(), out _);
        // Reuse never stops being reuse: the application is not asked.
        ExchangeResult? early = expected.Outcome == ExchangeOutcome.Reused ? await ExchangeAsync(request, exchange, expected) : null;
        if (early is { } refused && IsRefused(refused))
            return RotationResult.Refused(await RefuseAsync(request, refused), refused.Outcome);

        // Read once: for the access token, where the application does not describe it, and for the successor.
        var copied = TokenDescriptor.From(token);
        var (refusal, renewed) = await RenewAsync(request, copied);
        if (refusal is not null)
            return RotationResult.Refused(refusal);
        if (request.Scopes is { } asked && !TryShrink(ref renewed, asked))
            return RotationResult.Refused(OAuthRefusal.WiderScope);
        // Before anything is exchanged: what cannot be written, or would not be accepted, must not cost the session.
        var next = number.Successor((early ?? expected).Number);
        tokens.EnsureSuccessor(token, copied, seed, next, request.ByCookie);
        // A client that has gone may cancel the signer, until something has been exchanged.
        var cancel = early is null ? request.Context.CancellationToken : CancellationToken.None;
        var access = await tokens.CreateAccessAsync(token, next, renewed!, request.SetsAccessCookie, cancel);
        if (early is null && tokens.SignsRemotely && AgeOf(request) > rules.RenewalLimit)
            return RotationResult.Refused(TooLate);
        // The access token is refused without the entry, and may live longer than a refresh token.
        exchange = exchange with { Expires = Expiry.Later(exchange.Expires, store.Rules.TokenEntryExpires(access.Token.Expires)) };

        var result = early ?? await ExchangeAsync(request, exchange, expected);
        if (IsRefused(result))
            return RotationResult.Refused(await RefuseAsync(request, result), result.Outcome);
        if (result.Outcome == ExchangeOutcome.Reissued)
            events.Reissued(token);
        // Another request was faster. Where the key does not sign now, the response is lost, and repeated like any other lost one.
        if (result.Number != next.Value)
        {
            access = await tokens.CreateAccessAsync(
                token, number.Successor(result.Number), renewed!, request.SetsAccessCookie, CancellationToken.None);
        }

        var isOwn = result.Outcome == ExchangeOutcome.Current;
        var refresh = isOwn
            ? IssuedToken.From(token)
            : tokens.CreateSuccessor(token, copied, seed, number.Successor(result.Number), result.At);
        var pair = tokens.PairOf(access.Token, access.ExpiresIn, refresh);
        return new(new(new RefreshedTokens(pair, isOwn) { Scopes = renewed!.Scopes ?? [] }), result.Outcome);
    }

    // The application may grant less than before. The refresh token keeps its scopes (RFC 6749, 6).
    private static bool TryShrink(ref TokenDescriptor? renewed, IReadOnlySet<string> asked)
    {
        string[] granted = [.. (renewed!.Scopes ?? []).Where(asked.Contains)];
        renewed = renewed with { Scopes = granted };
        return granted.Length > 0;
    }

    private static bool IsRefused(ExchangeResult result) => result.Outcome
        is ExchangeOutcome.Missing or ExchangeOutcome.Revoked or ExchangeOutcome.Reused or ExchangeOutcome.Skipped;

    private SessionExchange ExchangeOf(RefreshRequest request, DateTimeOffset started, SessionNumber number)
    {
        var token = request.Token;
        var keys = store.KeysOf(token);
        return new SessionExchange
        {
            IdentityKey = keys.Identity,
            SessionKey = keys.Session!,
            EverythingKey = keys.Everything,
            Number = number.Value,
            Started = started,
            MayStart = number.Entry == SessionEntryRule.MayBeMissing,
            OnlyCurrent = request.OnlyCurrent,
            GraceWindow = rules.GraceWindow,
            LostAnswerWindow = rules.LostAnswerWindow,
            // As long as either token could be used again.
            Expires = store.Rules.TokenEntryExpires(
                Expiry.Later(rules.TokenExpires(started, token.ClaimSet.Limits, store.Time.GetUtcNow()), token.Exp)),
        };
    }

    // From here on without the request's cancellation: a thief who disconnects before the response is noticed all the same.
    private async ValueTask<ExchangeResult> ExchangeAsync(RefreshRequest request, SessionExchange exchange, ExchangeResult expected)
    {
        var started = store.Time.GetUtcNow();
        try
        {
            var result = await store.ConfirmAsync(
                StoreOperation.Exchange, (engine, cancel) => engine.ExchangeAsync(exchange, cancel), CancellationToken.None);
            // The number was made now, by the clock of the store: a difference that grows is noticed.
            if (result.Outcome is ExchangeOutcome.Advanced or ExchangeOutcome.Reissued)
                store.OnClockRead(started, result.At);
            return result;
        }
        catch (RevocationStoreException) when (expected.Outcome == ExchangeOutcome.Reused)
        {
            // The session may have ended by it, and then no other request reports it: rather twice than never.
            await events.ReusedAsync(request.Context);
            throw;
        }
    }

    private async ValueTask<(Refusal? Refusal, TokenDescriptor? Renewed)> RenewAsync(RefreshRequest request, TokenDescriptor copied)
    {
        var context = request.Context;
        if (AgeOf(request) > rules.RenewalLimit)
            return (TooLate, null);
        if (rules.Handlers.OnRefresh is not { } renew)
            return (null, copied);
        var running = renew(context);
        TokenDescriptor? renewed;
        try
        {
            renewed = running.IsCompletedSuccessfully
                ? running.Result
                : await running.AsTask().WaitAsync(rules.RenewalLimit, store.Time, CancellationToken.None);
        }
        catch (TimeoutException) when (AgeOf(request) >= rules.RenewalLimit)
        {
            return (TooLate, null);
        }

        if (AgeOf(request) > rules.RenewalLimit)
            return (TooLate, null);
        if (context.IsRefused)
            return (RefusedByApp, null);
        if (renewed is not null)
            return (null, renewed);
        if (!request.OnlyCurrent)
            await writer.EndAsync(context.Token, CancellationToken.None);
        return (EndedByApp, null);
    }

    // The windows of the exchange assume that the look-up is recent.
    private TimeSpan AgeOf(RefreshRequest request) => store.Time.GetElapsedTime(request.LookUpTimestamp);

    private async ValueTask<Refusal> RefuseAsync(RefreshRequest request, ExchangeResult result)
    {
        switch (result.Outcome)
        {
            case ExchangeOutcome.Reused:
                try
                {
                    // The exchange has ended the session; its end must be known for as long as any token of it could live. Before the
                    // application is told, which takes its time: the user may sign in again meanwhile.
                    await writer.EndAsync(request.Token, CancellationToken.None);
                }
                finally
                {
                    await events.ReusedAsync(request.Context);
                }

                return Reused;
            case ExchangeOutcome.Missing:
                return Missing;
            case ExchangeOutcome.Skipped:
                return NotCurrent;
            default:
                return Ended;
        }
    }
}
