using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Revocation;

namespace JwtExtended.MinimalApi.Refresh;

/// <summary>The recorded sessions of an identity: begun, listed, capped and ended.</summary>
internal sealed class SessionBook(StoreCalls calls, RevocationKeyMaker keys, RevocationWriter writer, RefreshRules rules, TokenIssuer issuer)
{
    public async ValueTask<TokenPair> StartAsync(string identity, TokenDescriptor? descriptor, string? userAgent, CancellationToken cancellationToken)
    {
        var pair = issuer.CreatePair(identity, descriptor, isRecorded: true, out var session);
        var started = session.Started!.Value;
        var record = new SessionRecord
        {
            Key = keys.ForSession(session.Id!),
            Id = session.Id!,
            Started = started,
            LastRefreshed = started,
            UserAgent = userAgent,
            Expires = rules.EndOf(started),
        };
        await calls.ConfirmAsync("record a session", (store, cancel) => store.PutSessionAsync(keys.ForIdentity(identity), record, cancel), cancellationToken);
        if (rules.MaxSessions is { } max)
            await EndOldestAsync(identity, max, session.Id!, cancellationToken);
        return pair;
    }

    /// <summary>The sessions that stand, those that began first at the front.</summary>
    public async ValueTask<List<SessionRecord>> ListAsync(string identity, CancellationToken cancellationToken)
    {
        var identityKey = keys.ForIdentity(identity);
        var records = await calls.ConfirmAsync("list sessions", (store, cancel) => store.GetSessionsAsync(identityKey, cancel), cancellationToken);
        // "Log out everywhere" leaves the records where they are, and so does a store that lost its marks.
        var question = new RevocationKeys(identityKey, identityKey, keys.Everything);
        var marks = await calls.ConfirmAsync("find marks", (store, cancel) => store.FindAsync(question, cancel), cancellationToken);
        var standing = new List<SessionRecord>(records.Count);
        foreach (var record in records)
        {
            if (record.Started > marks.EverythingRevokedUpTo.GetValueOrDefault(DateTimeOffset.MinValue) && record.Started >= marks.Birth
                && await StandsAsync(identity, record, marks.IdentityRevokedUpTo, cancellationToken))
                standing.Add(record);
        }

        return standing;
    }

    /// <summary>Ends a session of the identity; false when it is somebody else's, or none.</summary>
    public async ValueTask<bool> EndAsync(string identity, string sid, CancellationToken cancellationToken)
    {
        var records = await ListAsync(identity, cancellationToken);
        return records.Exists(record => record.Id == sid) && await writer.RevokeSessionAsync(identity, sid, cancellationToken);
    }

    private async ValueTask<bool> StandsAsync(string identity, SessionRecord record, DateTimeOffset? revokedUpTo, CancellationToken cancellationToken)
    {
        if (!(record.Started <= revokedUpTo))
            return true;
        var question = new RevocationKeys(record.Key, keys.ForSpared(identity, record.Id), keys.ForWhole(identity));
        var marks = await calls.ConfirmAsync("find marks", (store, cancel) => store.FindAsync(question, cancel), cancellationToken);
        return marks.IdentityRevokedUpTo == revokedUpTo && !(record.Started <= marks.EverythingRevokedUpTo);
    }

    private async ValueTask EndOldestAsync(string identity, int max, string newest, CancellationToken cancellationToken)
    {
        var sessions = await ListAsync(identity, cancellationToken);
        // Two logins at once may both find one too many: then both end the same one. The session that just began is not among them.
        foreach (var session in sessions.Where(session => session.Id != newest).Take(Math.Max(0, sessions.Count - max)))
            await writer.RevokeSessionAsync(identity, session.Id, cancellationToken);
    }
}
