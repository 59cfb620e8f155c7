using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Revokes tokens, sessions and identities. What the store does not confirm is an exception.</summary>
internal sealed class RevocationWriter(StoreClient store, IssueClock clock, JwtMetrics metrics, ILogger logger)
{
    // Further than a user who signs in and out everywhere, again and again, gets ahead between two of them: a millisecond each time.
    private static readonly TimeSpan BehindEverything = TimeSpan.FromSeconds(1);

    private StoreKeyFactory Keys => store.Keys;

    public async ValueTask RevokeAsync(Token token, CancellationToken cancellationToken)
    {
        // The session first: it covers the token should the second write fail.
        if (token is { Type: TokenType.Refresh, SessionId: { } sid })
            await EndSessionAsync(token.Identity, sid, token.ClaimSet.SessionStarted, cancellationToken);
        await RevokeTokenAsync(token, cancellationToken);
    }

    /// <summary>Ends a session, its access tokens included; a token outside of sessions is revoked alone.</summary>
    public async ValueTask EndAsync(Token token, CancellationToken cancellationToken)
    {
        if (token.SessionId is { } sid)
            await EndSessionAsync(token.Identity, sid, token.ClaimSet.SessionStarted, cancellationToken);
        else
            await RevokeTokenAsync(token, cancellationToken);
    }

    /// <summary>
    /// Ends a session, and none that a later login began with the same id: with an old token, a thief could sign the user out.
    /// </summary>
    /// <param name="identity">The identity.</param>
    /// <param name="sid">The id of the session.</param>
    /// <param name="started">When it began; <see langword="null"/> where its token does not say so.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>Whether it was recorded and alive.</returns>
    public async ValueTask<bool> EndSessionAsync(
        string identity, string sid, DateTimeOffset? started, CancellationToken cancellationToken)
    {
        var end = new SessionEnd
        {
            IdentityKey = Keys.ForIdentity(identity),
            SessionKey = Keys.ForSession(identity, sid),
            Started = started,
            Expires = store.Rules.EntryExpires(clock.Time.GetUtcNow()),
        };
        var wasAlive = await store.ConfirmAsync(
            StoreOperation.EndSession, (engine, cancel) => engine.EndSessionAsync(end, cancel), cancellationToken);
        metrics.Revoked(RevocationKind.Session);
        Log.SessionRevoked(logger, LogSanitizer.Sanitize(sid), LogSanitizer.Sanitize(identity));
        return wasAlive;
    }

    public async ValueTask RevokeAllAsync(string identity, CancellationToken cancellationToken)
    {
        await RevokeIdentityAsync(identity, await UpToNowAsync(identity, cancellationToken), null, cancellationToken);
        ReportIdentity(identity);
    }

    /// <summary>The same, except the session of a token.</summary>
    /// <returns><see langword="false"/> when that session was revoked before, and nothing was done.</returns>
    public async ValueTask<bool> TryRevokeAllExceptAsync(Token token, CancellationToken cancellationToken)
    {
        var revocation = await UpToNowAsync(token.Identity, cancellationToken) with
        {
            ExceptSession = Keys.ForSession(token.Identity, token.SessionId!),
            ExceptStarted = token.Origin,
        };
        if (!await RevokeIdentityAsync(token.Identity, revocation, token, cancellationToken))
            return false;
        ReportIdentity(token.Identity);
        return true;
    }

    public async ValueTask RevokeEverythingAsync(CancellationToken cancellationToken)
    {
        // Wherever a session begins behind one that has ended, with the same id, or behind a revocation of its identity that was repeated.
        var revocation = UpTo(Keys.Everything, clock.NextRevocation(SessionEntry.EndCovers)) with { Behind = BehindEverything };
        await RevokeUpToAsync(StoreOperation.RevokeEverything, revocation, null, cancellationToken);
        metrics.Revoked(RevocationKind.Everything);
        Log.EverythingRevoked(logger);
    }

    private void ReportIdentity(string identity)
    {
        metrics.Revoked(RevocationKind.Identity);
        Log.IdentityRevoked(logger, LogSanitizer.Sanitize(identity));
    }

    // What another node issues right after everything was revoked begins behind that.
    private async ValueTask<InstantRevocation> UpToNowAsync(string identity, CancellationToken cancellationToken)
    {
        var state = await store.ConfirmAsync(
            StoreOperation.FindRevocations, (engine, cancel) => engine.FindAsync(store.AppKeys, cancel), cancellationToken);
        var instant = Instant.Latest(clock.NextRevocation(), state.EverythingRevoked?.Instant.AddMilliseconds(1));
        return UpTo(Keys.ForIdentity(identity), instant);
    }

    private InstantRevocation UpTo(string key, DateTimeOffset instant) =>
        new() { Key = key, NotBefore = instant, Expires = store.Rules.EntryExpires(instant) };

    private async ValueTask<bool> RevokeIdentityAsync(
        string identity, InstantRevocation revocation, Token? except, CancellationToken cancellationToken)
    {
        if (await RevokeUpToAsync(StoreOperation.RevokeIdentity, revocation, identity, cancellationToken) is not { } revoked)
            return false;
        // Behind the write, so that none escapes that began meanwhile: a session that uses the id of an ended one anew begins behind the
        // end of that, later than now.
        var newest = await FindNewestAsync(revocation.Key, except, cancellationToken);
        if (newest?.Started > revoked.Instant)
            await RevokeUpToAsync(
                StoreOperation.RevokeIdentity, revocation with { NotBefore = newest.Started }, identity, cancellationToken);
        return true;
    }

    private async ValueTask<SessionRecord?> FindNewestAsync(string identityKey, Token? except, CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var after = next;
            var page = await store.ConfirmAsync(
                StoreOperation.FindNewestSession,
                (engine, cancel) => engine.ListSessionsAsync(identityKey, after, limit: except is null ? 1 : 2, cancel),
                cancellationToken);
            if (page.Records.FirstOrDefault(record => record.Id != except?.SessionId || record.Started != except?.Origin) is { } newest)
                return newest;
            // A page may be empty although it is not the last one.
            next = page.Next;
        }
        while (next is not null);

        return null;
    }

    private async ValueTask RevokeTokenAsync(Token token, CancellationToken cancellationToken)
    {
        var key = Keys.ForToken(token);
        await store.ConfirmAsync(
            StoreOperation.RevokeToken,
            (engine, cancel) => engine.RevokeTokenAsync(key, store.Rules.TokenEntryExpires(token.RevocationEnd), cancel),
            cancellationToken);
        metrics.Revoked(RevocationKind.Token);
        Log.TokenRevoked(logger, LogSanitizer.Sanitize(token.Jti), LogSanitizer.Sanitize(token.Sub));
    }

    private async ValueTask<RevokedUpTo?> RevokeUpToAsync(
        StoreOperation operation, InstantRevocation revocation, string? identity, CancellationToken cancellationToken)
    {
        var revoked = await store.ConfirmAsync(
            operation, (engine, cancel) => engine.RevokeUpToAsync(revocation, cancel), cancellationToken);
        // What begins in this service from now on is later, also by the clock of the store.
        if (revoked is not null)
            clock.OnRevoked(revoked.Instant, identity);
        return revoked;
    }
}
