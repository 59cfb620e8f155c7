using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Revokes tokens, sessions and identities. What the store does not confirm is an exception.</summary>
internal sealed class RevocationWriter(StoreClient store, IssueClock clock, ILogger logger)
{
    private RevocationKeyFactory Keys => store.Keys;

    public async ValueTask RevokeAsync(Token token, CancellationToken cancellationToken)
    {
        // The session first: it covers the token should the second write fail.
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
        // The revocation first: removing the record alone would leave the access tokens of the session alive.
        await WriteSessionRevocationAsync(identity, sid, cancellationToken);
        return await RemoveRecordAsync(identity, sid, cancellationToken);
    }

    public async ValueTask WriteSessionRevocationAsync(string identity, string sid, CancellationToken cancellationToken)
    {
        var expires = store.Rules.EntryExpires(clock.Time.GetUtcNow());
        await store.ConfirmAsync(
            "revoke a session", (engine, cancel) => engine.RevokeAsync(Keys.ForSession(identity, sid), expires, cancel), cancellationToken);
        Log.SessionRevoked(logger, LogSanitizer.Sanitize(sid), LogSanitizer.Sanitize(identity));
    }

    public ValueTask<bool> RemoveRecordAsync(string identity, string sid, CancellationToken cancellationToken) => store.ConfirmAsync(
        "remove a session",
        (engine, cancel) => engine.RemoveSessionAsync(Keys.ForIdentity(identity), Keys.ForSession(identity, sid), cancel),
        cancellationToken);

    public async ValueTask RevokeAllAsync(string identity, CancellationToken cancellationToken)
    {
        // Before the instant is taken: what is listed has begun, also where the clock of its node is ahead of this one.
        var begun = await store.ListSessionsAsync(identity, cancellationToken);
        var now = clock.NextRevocation();
        // The revocation without exemptions first: a reader that sees the other one must see this one.
        await RevokeUpToAsync("revoke an identity", Keys.ForIdentityWithoutExemption(identity), now, cancellationToken);
        await RevokeUpToAsync("revoke an identity", Keys.ForIdentity(identity), now, cancellationToken);
        Log.IdentityRevoked(logger, LogSanitizer.Sanitize(identity));
        await EndAsync(identity, begun, now, cancellationToken);
    }

    /// <summary>The same, except one session, which was found to be alive while the lock was held.</summary>
    public async ValueTask RevokeAllExceptAsync(string identity, string sid, CancellationToken cancellationToken)
    {
        var begun = await store.ListSessionsAsync(identity, cancellationToken);
        var now = clock.NextRevocation();
        await RevokeUpToAsync("exempt a session", Keys.ForExemption(identity, sid), now, cancellationToken);
        await RevokeUpToAsync("revoke an identity", Keys.ForIdentity(identity), now, cancellationToken);
        Log.IdentityRevoked(logger, LogSanitizer.Sanitize(identity));
        await EndAsync(identity, begun.Where(record => record.Id != sid), now, cancellationToken);
    }

    /// <summary>
    /// Lets one change at a time exempt a session of an identity, for <see cref="RevocationRules.ExemptionLockDuration"/>.
    /// </summary>
    /// <returns>Whether this call may.</returns>
    public async ValueTask<bool> TryLockExemptionAsync(string identity, CancellationToken cancellationToken)
    {
        var expires = clock.Time.GetUtcNow() + store.Rules.ExemptionLockDuration;
        var entry = await store.ConfirmAsync(
            "lock an identity",
            (engine, cancel) => engine.TryConsumeAsync(Keys.ForExemptionLock(identity), expires, cancel),
            cancellationToken);
        return entry.Won;
    }

    public async ValueTask RevokeEverythingAsync(CancellationToken cancellationToken)
    {
        await RevokeUpToAsync("revoke everything", Keys.Everything, clock.NextRevocation(), cancellationToken);
        Log.EverythingRevoked(logger);
    }

    // The instant has ended them; a session that a clock ahead of this one began needs a revocation of its own.
    private async ValueTask EndAsync(
        string identity, IEnumerable<SessionRecord> records, DateTimeOffset upTo, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            if (record.Started > upTo)
                await WriteSessionRevocationAsync(identity, record.Id, cancellationToken);
            await RemoveRecordAsync(identity, record.Id, cancellationToken);
        }
    }

    private async ValueTask RevokeTokenAsync(Token token, CancellationToken cancellationToken)
    {
        var key = new RevocationKeys(Keys, token).Token;
        await store.ConfirmAsync(
            "revoke a token",
            (engine, cancel) => engine.RevokeAsync(key, store.Rules.TokenEntryExpires(token.Exp), cancel),
            cancellationToken);
        Log.TokenRevoked(logger, LogSanitizer.Sanitize(token.Jti), LogSanitizer.Sanitize(token.Sub));
    }

    private ValueTask RevokeUpToAsync(string operation, string key, DateTimeOffset upTo, CancellationToken cancellationToken) =>
        store.ConfirmAsync(
            operation, (engine, cancel) => engine.RevokeUpToAsync(key, upTo, store.Rules.EntryExpires(upTo), cancel), cancellationToken);
}
