using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Writes the marks that end tokens, sessions and identities. What the store does not confirm is an exception.</summary>
internal sealed class RevocationWriter(StoreClient calls, RevocationKeyFactory keys, RevocationRules rules, IssueClock clock, ILogger logger)
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
        // The mark first: without it the record alone would leave the access tokens of the session alive.
        await MarkSessionAsync(identity, sid, cancellationToken);
        return await RemoveRecordAsync(identity, sid, cancellationToken);
    }

    public async ValueTask MarkSessionAsync(string identity, string sid, CancellationToken cancellationToken)
    {
        await calls.ConfirmAsync(
            "revoke a session", (store, cancel) => store.RevokeAsync(keys.ForSession(identity, sid), rules.MarkExpires(clock.Time.GetUtcNow()), cancel), cancellationToken);
        Log.SessionRevoked(logger, LogSanitizer.Sanitize(sid), LogSanitizer.Sanitize(identity));
    }

    public ValueTask<bool> RemoveRecordAsync(string identity, string sid, CancellationToken cancellationToken) =>
        calls.ConfirmAsync("remove a session", (store, cancel) => store.RemoveSessionAsync(keys.ForIdentity(identity), keys.ForSession(identity, sid), cancel), cancellationToken);

    public async ValueTask RevokeAllAsync(string identity, CancellationToken cancellationToken)
    {
        // Before the mark: what is listed has begun, also where the clock of its node is ahead of this one.
        var begun = await ListAsync(identity, cancellationToken);
        var now = clock.NextRevocation();
        // The mark that nothing is spared from first: whoever sees the other one must see this one.
        await RevokeUpToAsync("revoke an identity", keys.ForIdentityWithoutExemption(identity), now, cancellationToken);
        await RevokeUpToAsync("revoke an identity", keys.ForIdentity(identity), now, cancellationToken);
        Log.IdentityRevoked(logger, LogSanitizer.Sanitize(identity));
        await EndAsync(identity, begun, now, cancellationToken);
    }

    /// <summary>The same, but for one session, which was found to stand while the lock was held.</summary>
    public async ValueTask RevokeAllExceptAsync(string identity, string sid, CancellationToken cancellationToken)
    {
        var begun = await ListAsync(identity, cancellationToken);
        var now = clock.NextRevocation();
        await RevokeUpToAsync("spare a session", keys.ForExemption(identity, sid), now, cancellationToken);
        await RevokeUpToAsync("revoke an identity", keys.ForIdentity(identity), now, cancellationToken);
        Log.IdentityRevoked(logger, LogSanitizer.Sanitize(identity));
        await EndAsync(identity, begun.Where(record => record.Id != sid), now, cancellationToken);
    }

    /// <summary>Lets one change at a time spare a session of an identity, until this much later.</summary>
    /// <returns>Whether this call may.</returns>
    public async ValueTask<bool> TryLockExemptionAsync(string identity, CancellationToken cancellationToken)
    {
        var expires = clock.Time.GetUtcNow() + rules.ExemptionLockDuration;
        var standing = await calls.ConfirmAsync("lock an identity", (store, cancel) => store.TryConsumeAsync(keys.ForExemptionLock(identity), expires, cancel), cancellationToken);
        return standing.Won;
    }

    public async ValueTask RevokeEverythingAsync(CancellationToken cancellationToken)
    {
        await RevokeUpToAsync("revoke everything", keys.Everything, clock.NextRevocation(), cancellationToken);
        Log.EverythingRevoked(logger);
    }

    private ValueTask<IReadOnlyList<SessionRecord>> ListAsync(string identity, CancellationToken cancellationToken) =>
        calls.ConfirmAsync("list sessions", (store, cancel) => store.GetSessionsAsync(keys.ForIdentity(identity), cancel), cancellationToken);

    // The mark has ended them; what a clock ahead of this one began needs a mark of its own. Dead records would only be in the way.
    private async ValueTask EndAsync(string identity, IEnumerable<SessionRecord> records, DateTimeOffset upTo, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            if (record.Started > upTo)
                await MarkSessionAsync(identity, record.Id, cancellationToken);
            await RemoveRecordAsync(identity, record.Id, cancellationToken);
        }
    }

    private async ValueTask RevokeTokenAsync(Token token, CancellationToken cancellationToken)
    {
        await calls.ConfirmAsync("revoke a token", (store, cancel) => store.RevokeAsync(keys.ForToken(token), rules.TokenMarkExpires(token.Exp), cancel), cancellationToken);
        Log.TokenRevoked(logger, LogSanitizer.Sanitize(token.Jti), LogSanitizer.Sanitize(token.Sub));
    }

    private ValueTask RevokeUpToAsync(string operation, string key, DateTimeOffset upTo, CancellationToken cancellationToken) =>
        calls.ConfirmAsync(operation, (store, cancel) => store.RevokeUpToAsync(key, upTo, rules.MarkExpires(upTo), cancel), cancellationToken);
}
