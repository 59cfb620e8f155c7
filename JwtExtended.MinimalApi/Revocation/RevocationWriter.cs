using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Writes the marks that end tokens, sessions and identities. What the store does not confirm is an exception.</summary>
internal sealed class RevocationWriter(StoreCalls calls, RevocationKeyMaker keys, RevocationRules rules, IssueClock clock, ILogger logger)
{
    public async ValueTask RevokeAsync(Token token, CancellationToken cancellationToken)
    {
        // The session first: it is the wider mark, and covers the token should the second write fail.
        if (token is { Type: TokenType.Refresh, SessionId: { } sid })
            await RevokeSessionAsync(token.Identity, sid, cancellationToken);
        await RevokeTokenAsync(token, cancellationToken);
    }

    /// <summary>Ends a session, its access tokens included; a token outside of sessions is revoked alone.</summary>
    public async ValueTask EndAsync(Token token, CancellationToken cancellationToken)
    {
        if (token.SessionId is { } sid)
            await RevokeSessionAsync(token.Identity, sid, cancellationToken);
        else
            await RevokeTokenAsync(token, cancellationToken);
    }

    /// <summary>Ends a session and removes its record.</summary>
    /// <returns>Whether a record was removed.</returns>
    public async ValueTask<bool> RevokeSessionAsync(string identity, string sid, CancellationToken cancellationToken)
    {
        var key = keys.ForSession(sid);
        // The mark first: without it the record alone would leave the access tokens of the session alive.
        await calls.ConfirmAsync("revoke a session", (store, cancel) => store.RevokeAsync(key, rules.MarkExpires(clock.Time.GetUtcNow()), cancel), cancellationToken);
        Log.SessionRevoked(logger, ForeignText.Clean(sid), ForeignText.Clean(identity));
        return await calls.ConfirmAsync("remove a session", (store, cancel) => store.RemoveSessionAsync(keys.ForIdentity(identity), key, cancel), cancellationToken);
    }

    public async ValueTask RevokeAllAsync(string identity, CancellationToken cancellationToken)
    {
        var now = clock.Mark();
        // The mark that nothing is spared from first: whoever sees the other one must see this one.
        await RaiseAsync("revoke an identity", keys.ForWhole(identity), now, cancellationToken);
        await RaiseAsync("revoke an identity", keys.ForIdentity(identity), now, cancellationToken);
        Log.IdentityRevoked(logger, ForeignText.Clean(identity));
    }

    /// <summary>The same, but for one session.</summary>
    public async ValueTask RevokeAllButAsync(string identity, string sid, CancellationToken cancellationToken)
    {
        var now = clock.Mark();
        await RaiseAsync("spare a session", keys.ForSpared(identity, sid), now, cancellationToken);
        await RaiseAsync("revoke an identity", keys.ForIdentity(identity), now, cancellationToken);
        Log.IdentityRevoked(logger, ForeignText.Clean(identity));
    }

    public async ValueTask RevokeEverythingAsync(CancellationToken cancellationToken)
    {
        await RaiseAsync("revoke everything", keys.Everything, clock.Mark(), cancellationToken);
        Log.EverythingRevoked(logger);
    }

    private async ValueTask RevokeTokenAsync(Token token, CancellationToken cancellationToken)
    {
        await calls.ConfirmAsync("revoke a token", (store, cancel) => store.RevokeAsync(keys.ForToken(token), rules.TokenMarkExpires(token.Exp), cancel), cancellationToken);
        Log.TokenRevoked(logger, ForeignText.Clean(token.Jti), ForeignText.Clean(token.Sub));
    }

    private ValueTask RaiseAsync(string operation, string key, DateTimeOffset upTo, CancellationToken cancellationToken) =>
        calls.ConfirmAsync(operation, (store, cancel) => store.RaiseAsync(key, upTo, rules.MarkExpires(upTo), cancel), cancellationToken);
}
