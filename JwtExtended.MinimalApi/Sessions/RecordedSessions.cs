using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Revocation;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>The recorded sessions of an identity: started, listed, limited and ended.</summary>
internal sealed class RecordedSessions(StoreClient store, RevocationWriter writer, SessionRules rules, TokenIssuer issuer)
{
    private RevocationKeyFactory Keys => store.Keys;

    public async ValueTask<TokenPair> StartAsync(
        string identity, TokenDescriptor? descriptor, string? userAgent, CancellationToken cancellationToken)
    {
        // Before the session begins: a store that lost its data is created anew now, and not after it.
        await FindAsync(store.AppKeys, cancellationToken);
        var pair = issuer.CreatePair(identity, descriptor, isRecorded: true, out var session);
        var started = session.Started!.Value;
        var record = new SessionRecord
        {
            Key = Keys.ForSession(identity, session.Id!),
            Id = session.Id!,
            Started = started,
            LastRefreshed = started,
            UserAgent = userAgent,
            Expires = rules.RecordExpires(started, started),
        };
        await store.ConfirmAsync(
            "record a session", (engine, cancel) => engine.PutSessionAsync(Keys.ForIdentity(identity), record, cancel), cancellationToken);
        if (rules.MaxSessions is { } max)
            await EndOldestAsync(identity, max, session.Id!, cancellationToken);
        return pair;
    }

    /// <summary>Lists the sessions that are alive.</summary>
    /// <returns>The sessions, those that began first at the front.</returns>
    public async ValueTask<List<SessionRecord>> ListAsync(string identity, CancellationToken cancellationToken)
    {
        var records = await store.ListSessionsAsync(identity, cancellationToken);
        if (records.Count == 0)
            return [];
        var instants = await FindInstantsAsync(identity, cancellationToken);
        var alive = new List<SessionRecord>(records.Count);
        foreach (var record in records)
        {
            if (await IsAliveAsync(identity, record, instants, cancellationToken))
                alive.Add(record);
        }

        return alive;
    }

    /// <summary>Ends a session of the identity.</summary>
    /// <returns><see langword="false"/> when the identity has no such session.</returns>
    public async ValueTask<bool> EndAsync(string identity, string sid, CancellationToken cancellationToken)
    {
        var records = await store.ListSessionsAsync(identity, cancellationToken);
        if (records.FirstOrDefault(record => record.Id == sid) is not { } found)
            return false;
        var instants = await FindInstantsAsync(identity, cancellationToken);
        var isAlive = await IsAliveAsync(identity, found, instants, cancellationToken);
        return await writer.RevokeSessionAsync(identity, sid, cancellationToken) && isAlive;
    }

    // Revoking everything leaves records where they are, and so does a store that lost its entries.
    private async ValueTask<RevocationInstants> FindInstantsAsync(string identity, CancellationToken cancellationToken)
    {
        var key = Keys.ForIdentity(identity);
        var state = await FindAsync(new RevocationKeys(key, key, Keys.Everything), cancellationToken);
        var (createdAt, everything) = (state.StoreCreatedAt, state.EverythingRevokedUpTo);
        if (state.IdentityRevokedUpTo is not { } identityRevoked)
            return new RevocationInstants(createdAt, everything, null, null);
        var all = await FindAsync(
            new RevocationKeys(key, Keys.ForIdentityWithoutExemption(identity), Keys.Everything), cancellationToken);
        return new RevocationInstants(createdAt, everything, identityRevoked, all.IdentityRevokedUpTo);
    }

    private async ValueTask<bool> IsAliveAsync(
        string identity, SessionRecord record, RevocationInstants instants, CancellationToken cancellationToken)
    {
        if (instants.Revoke(record))
            return false;
        if (!instants.NeedExemption(record))
            return true;
        var exemption = await FindAsync(
            new RevocationKeys(record.Key, Keys.ForExemption(identity, record.Id), Keys.Everything), cancellationToken);
        return exemption.IdentityRevokedUpTo >= instants.Identity;
    }

    private ValueTask<RevocationState> FindAsync(RevocationKeys question, CancellationToken cancellationToken) =>
        store.ConfirmAsync("find revocations", (engine, cancel) => engine.FindAsync(question, cancel), cancellationToken);

    // Every login ends what comes before its own in the one order of the list: concurrent logins may exceed the limit until the next one,
    // and never end each other.
    private async ValueTask EndOldestAsync(string identity, int max, string newest, CancellationToken cancellationToken)
    {
        var sessions = await ListAsync(identity, cancellationToken);
        var mine = sessions.FindIndex(session => session.Id == newest);
        foreach (var session in sessions.Take(Math.Min(mine, sessions.Count - max)))
            await writer.RevokeSessionAsync(identity, session.Id, cancellationToken);
    }
}
