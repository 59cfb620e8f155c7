using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Errors;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Asks the store whether a token still counts, and writes the marks that end it. A store that does not answer refuses.</summary>
internal sealed class RevocationCheck(IRevocationStore store, RevocationKeyMaker keys, RevocationRules rules, IssueClock clock, ILogger logger)
{
    private static readonly Refusal TokenRevoked = new(JwtErrorCode.TokenRevoked, "The token was revoked.");
    private static readonly Refusal SessionRevoked = new(JwtErrorCode.TokenRevoked, "The session was revoked.");
    private static readonly Refusal IdentityRevoked = new(JwtErrorCode.TokenRevoked, "Everything of the identity was revoked after the token began.");
    private static readonly Refusal EverythingRevoked = new(JwtErrorCode.TokenRevoked, "Everything was revoked after the token began.");
    private static readonly Refusal StoreFailed = new(JwtErrorCode.StoreUnavailable, "The revocation store did not answer.");

    /// <summary>One look-up for all marks.</summary>
    public ValueTask<Refusal?> CheckAsync(Token token, CancellationToken cancellationToken)
    {
        var lookup = FindAsync(token, cancellationToken);
        return lookup.IsCompletedSuccessfully
            ? ValueTask.FromResult(Judge(token, lookup.Result))
            : AwaitAsync(token, lookup, cancellationToken);
    }

    public async ValueTask RevokeAsync(Token token, CancellationToken cancellationToken)
    {
        // The session first: it is the wider mark, and covers the token should the second write fail.
        if (token is { Type: TokenType.Refresh, SessionId: { } sid })
            await ConfirmAsync("revoke a session", cancel => store.RevokeAsync(keys.ForSession(sid), rules.MarkExpires(clock.Time.GetUtcNow()), cancel), cancellationToken);
        await ConfirmAsync("revoke a token", cancel => store.RevokeAsync(keys.ForToken(token), rules.TokenMarkExpires(token.Exp), cancel), cancellationToken);
        Log.TokenRevoked(logger, ForeignText.Clean(token.Jti), ForeignText.Clean(token.Sub));
    }

    public async ValueTask RevokeAllAsync(string identity, CancellationToken cancellationToken)
    {
        var now = clock.Mark();
        await ConfirmAsync("revoke an identity", cancel => store.RaiseAsync(keys.ForIdentity(identity), now, rules.MarkExpires(now), cancel), cancellationToken);
        Log.IdentityRevoked(logger, ForeignText.Clean(identity));
    }

    public async ValueTask RevokeEverythingAsync(CancellationToken cancellationToken)
    {
        var now = clock.Mark();
        await ConfirmAsync("revoke everything", cancel => store.RaiseAsync(keys.Everything, now, rules.MarkExpires(now), cancel), cancellationToken);
        Log.EverythingRevoked(logger);
    }

    private static Refusal? Judge(Token token, RevocationMarks marks)
    {
        if (marks.TokenRevoked)
            return TokenRevoked;
        if (marks.SessionRevoked)
            return SessionRevoked;
        // Equal counts as older: two things of one millisecond have no order, and refusing is the safe one.
        if (marks.IdentityRevokedUpTo is { } identity && token.Origin <= identity)
            return IdentityRevoked;
        return marks.EverythingRevokedUpTo is { } everything && token.Origin <= everything ? EverythingRevoked : null;
    }

    private ValueTask<RevocationMarks> FindAsync(Token token, CancellationToken cancellationToken)
    {
        try
        {
            return store.FindAsync(token.RevocationKeys ??= new RevocationKeys(keys, token), cancellationToken);
        }
        catch (Exception e)
        {
            return ValueTask.FromException<RevocationMarks>(e);
        }
    }

    private async ValueTask<Refusal?> AwaitAsync(Token token, ValueTask<RevocationMarks> lookup, CancellationToken cancellationToken)
    {
        try
        {
            return Judge(token, await lookup.AsTask().WaitAsync(rules.Timeout, clock.Time, cancellationToken));
        }
        catch (Exception e)
        {
            // Fails closed: a token that nobody can vouch for is not accepted. A caller who has gone is not the store's failure.
            if (!cancellationToken.IsCancellationRequested)
                Log.StoreFailed(logger, "find", e);
            return StoreFailed;
        }
    }

    private async ValueTask ConfirmAsync(string operation, Func<CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        try
        {
            await write(cancellationToken).AsTask().WaitAsync(rules.Timeout, clock.Time, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.StoreFailed(logger, operation, e);
            throw new RevocationStoreException($"The revocation store did not confirm to {operation}; it may or may not have happened. Try again.", e);
        }
    }
}
