using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Exchanges a refresh token for its one successor.</summary>
internal sealed class RefreshRotation(
    StoreClient store, RevocationWriter writer, SessionRules rules, SessionTokens tokens, ReuseDetection reuse)
{
    private static readonly Refusal NotRotating =
        new(JwtErrorCode.TokenInvalid, "The refresh token has no session and seed of this package: it cannot be exchanged.");

    private static readonly Refusal SessionOver = new(JwtErrorCode.TokenExpired, "The session has reached its absolute limit.");
    private static readonly Refusal Ended = new(JwtErrorCode.TokenRevoked, "The application ended the session.");
    private static readonly Refusal RecordMissing = new(JwtErrorCode.TokenRevoked, "The session was ended meanwhile.");

    // The order is a security decision: a replay is evaluated before the application is asked, and an application that refuses, or fails,
    // consumes nothing.
    public async ValueTask<Outcome<TokenPair>> RotateAsync(RefreshRequest request)
    {
        var token = request.Token;
        if (token is not { SessionId: { } sid, Jti: not null } || token.ClaimSet.SessionStarted is not { } started
            || !RefreshSeed.TryParse(token.ClaimSet.Seed, out var seed))
            return new(NotRotating);
        if (rules.EndOf(started) <= store.Time.GetUtcNow())
            return new(SessionOver);

        if (request.IsConsumed && await reuse.EvaluateAsync(request.Context, seed, await ConsumeAsync(token)) is { } replay)
            return new(replay);
        // Read once: for the access token, where the application does not describe it, and for the successor.
        var copied = TokenDescriptor.From(token);
        if (await RenewAsync(request.Context, copied) is not { } renewed)
        {
            await writer.RevokeSessionAsync(token.Identity, sid, CancellationToken.None);
            return new(Ended);
        }

        // Before anything is consumed: what cannot be written, or would not be accepted, must not cost the session.
        var access = tokens.CreateAccess(token, renewed, request.ByCookie, out var expiresIn);
        tokens.CreateSuccessor(token, copied, seed, store.Time.GetUtcNow());
        var entry = await ConsumeAsync(token);
        if (!entry.Won && await reuse.EvaluateAsync(request.Context, seed, entry) is { } refusal)
            return new(refusal);
        if (seed.IsRecorded && !await TouchAsync(token, sid, started))
            return new(RecordMissing);
        return new(new TokenPair(access, expiresIn, tokens.CreateSuccessor(token, copied, seed, entry.ConsumedAt)));
    }

    private async ValueTask<TokenDescriptor?> RenewAsync(JwtRefreshContext context, TokenDescriptor copied) =>
        rules.Handlers.OnRefresh is { } renew ? await renew(context) : copied;

    // From here on without the request's cancellation: a thief who disconnects before the response is noticed all the same.
    private ValueTask<ConsumeResult> ConsumeAsync(Token token)
    {
        var key = new RevocationKeys(store.Keys, token).Token;
        return store.ConfirmAsync(
            "consume a token",
            (engine, cancel) => engine.TryConsumeAsync(key, store.Rules.TokenEntryExpires(token.Exp), cancel),
            CancellationToken.None);
    }

    private ValueTask<bool> TouchAsync(Token token, string sid, DateTimeOffset started)
    {
        var now = store.Time.GetUtcNow();
        var (identityKey, sessionKey) = (store.Keys.ForIdentity(token.Identity), store.Keys.ForSession(token.Identity, sid));
        return store.ConfirmAsync(
            "touch a session",
            (engine, cancel) => engine.TouchSessionAsync(identityKey, sessionKey, now, rules.RecordExpires(started, now), cancel),
            CancellationToken.None);
    }
}
