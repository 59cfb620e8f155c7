using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Revocation;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>The recorded sessions of an identity: begun, listed, capped and ended.</summary>
internal sealed class RecordedSessions(StoreClient calls, RevocationKeyFactory keys, RevocationWriter writer, SessionRules rules, TokenIssuer issuer)
{
    public async ValueTask<TokenPair> StartAsync(string identity, TokenDescriptor? descriptor, string? userAgent, CancellationToken cancellationToken)
    {
        // Before the session begins: a store that lost its data gets its birth now, and not behind it.
        await FindAsync(new RevocationKeys(keys.Everything, keys.Everything, keys.Everything), cancellationToken);
        var pair = issuer.CreatePair(identity, descriptor, isRecorded: true, out var session);
        var started = session.Started!.Value;
        var record = new SessionRecord
        {
            Key = keys.ForSession(identity, session.Id!),
            Id = session.Id!,
            Started = started,
            LastRefreshed = started,
            UserAgent = userAgent,
            Expires = rules.RecordExpires(started, started),
        };
        await calls.ConfirmAsync("record a session", (store, cancel) => store.PutSessionAsync(keys.ForIdentity(identity), record, cancel), cancellationToken);
        if (rules.MaxSessions is { } max)
            await EndOldestAsync(identity, max, session.Id!, cancellationToken);
        return pair;
    }

    /// <summary>The sessions that stand, those that began first at the front.</summary>
    public async ValueTask<List<SessionRecord>> ListAsync(string identity, CancellationToken cancellationToken)
    {
        var records = await calls.ConfirmAsync("list sessions", (store, cancel) => store.GetSessionsAsync(keys.ForIdentity(identity), cancel), cancellationToken);
        if (records.Count == 0)
            return [];
        var marks = await FindStateAsync(identity, cancellationToken);
        var standing = new List<SessionRecord>(records.Count);
        foreach (var record in records)
        {
            if (marks.Permit(record) && (marks.Spare(record) || await IsExemptedAsync(identity, record, marks, cancellationToken)))
                standing.Add(record);
        }

        return standing;
    }

    /// <summary>Ends a session of the identity; false when it is somebody else's, or none.</summary>
    public async ValueTask<bool> EndAsync(string identity, string sid, CancellationToken cancellationToken)
    {
        var records = await calls.ConfirmAsync("list sessions", (store, cancel) => store.GetSessionsAsync(keys.ForIdentity(identity), cancel), cancellationToken);
        if (records.FirstOrDefault(record => record.Id == sid) is not { } found)
            return false;
        var marks = await FindStateAsync(identity, cancellationToken);
        var stands = marks.Permit(found) && (marks.Spare(found) || await IsExemptedAsync(identity, found, marks, cancellationToken));
        return await writer.RevokeSessionAsync(identity, sid, cancellationToken) && stands;
    }

    // "Log out everybody" leaves records where they are, and so does a store that lost its marks.
    private async ValueTask<RevocationInstants> FindStateAsync(string identity, CancellationToken cancellationToken)
    {
        var identityKey = keys.ForIdentity(identity);
        var marks = await FindAsync(new RevocationKeys(identityKey, identityKey, keys.Everything), cancellationToken);
        if (marks.IdentityRevokedUpTo is null)
            return new RevocationInstants(marks.StoreCreatedAt, marks.EverythingRevokedUpTo, null, null);
        var whole = await FindAsync(new RevocationKeys(identityKey, keys.ForIdentityWithoutExemption(identity), keys.Everything), cancellationToken);
        return new RevocationInstants(marks.StoreCreatedAt, marks.EverythingRevokedUpTo, marks.IdentityRevokedUpTo, whole.IdentityRevokedUpTo);
    }

    private async ValueTask<bool> IsExemptedAsync(string identity, SessionRecord record, RevocationInstants marks, CancellationToken cancellationToken)
    {
        var spared = await FindAsync(new RevocationKeys(record.Key, keys.ForExemption(identity, record.Id), keys.Everything), cancellationToken);
        return spared.IdentityRevokedUpTo >= marks.Identity;
    }

    private ValueTask<RevocationState> FindAsync(RevocationKeys question, CancellationToken cancellationToken) =>
        calls.ConfirmAsync("find marks", (store, cancel) => store.FindAsync(question, cancel), cancellationToken);

    // Every login ends what stands before its own in the one order of the list: logins at the very same moment may leave some too many, which the next one ends, and never end each other.
    private async ValueTask EndOldestAsync(string identity, int max, string newest, CancellationToken cancellationToken)
    {
        var sessions = await ListAsync(identity, cancellationToken);
        var mine = sessions.FindIndex(session => session.Id == newest);
        foreach (var session in sessions.Take(Math.Min(mine, sessions.Count - max)))
            await writer.RevokeSessionAsync(identity, session.Id, cancellationToken);
    }
}
