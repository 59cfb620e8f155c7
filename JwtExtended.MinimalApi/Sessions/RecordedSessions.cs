using System.Runtime.CompilerServices;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>The recorded sessions of an identity: started, listed, limited and ended.</summary>
internal sealed class RecordedSessions(StoreClient store, RevocationWriter writer, SessionRules rules, TokenIssuer issuer)
{
    private const int PageSize = 100;

    private readonly SessionSource _sources = new(store);

    private StoreKeyFactory Keys => store.Keys;

    public async ValueTask<TokenPair> StartAsync(
        string identity, TokenDescriptor? descriptor, SessionStart? start, CancellationToken cancellationToken)
    {
        DescriptorRules.CheckText(identity, "The identity");
        var sid = issuer.NewSessionId(descriptor);
        var limits = rules.LimitsOf(start).Or(descriptor?.Source?.ClaimSet.Limits ?? default);
        var source = descriptor?.Source;
        var now = store.Time.GetUtcNow();
        // Before the session begins: a store that lost its data is created anew now, and not after it.
        if (source is null)
            await FindAsync(store.AppKeys, cancellationToken);
        else
            await _sources.EnsureBeforeStartAsync(source, cancellationToken);
        var goesOn = source?.SessionId == sid && source.Identity == identity;
        var session = new NewSession
        {
            IdentityKey = Keys.ForIdentity(identity),
            SessionKey = Keys.ForSession(identity, sid),
            EverythingKey = Keys.Everything,
            Id = sid,
            NotBefore = issuer.EarliestStart(identity),
            Continues = goesOn ? source!.ClaimSet.SessionStarted : null,
            Data = SessionData.From(start, limits).ToText(),
            Expires = store.Rules.TokenEntryExpires(EntryExpires(now, limits, descriptor?.ExpiresIn ?? rules.AccessLifetime)),
            Ends = store.Rules.TokenEntryExpires(rules.EndOf(now, limits)),
        };
        SessionStamp StampAt(DateTimeOffset instant) => new(sid, instant, SessionNumber.First(isRecorded: true)) { Limits = limits };
        // A login that cannot be signed must not end the session that has its id now.
        if (descriptor?.SessionId is not null)
            await issuer.EnsureRecordedPairAsync(identity, descriptor, StampAt(now), cancellationToken);
        var starting = store.ConfirmAsync(
            StoreOperation.StartSession, (engine, cancel) => engine.StartSessionAsync(session, cancel), cancellationToken);
        if (await starting is not { } started)
            throw SessionSource.Ended();
        try
        {
            if (source is not null)
                await _sources.EnsureBehindStartAsync(source, goesOn, cancellationToken);
            var pair = await issuer.CreateRecordedPairAsync(identity, descriptor, StampAt(started), cancellationToken);
            if (rules.MaxSessions is { } max)
                await EndOldestAsync(identity, max, sid, mayFail: goesOn, cancellationToken);
            return pair;
        }
        catch
        {
            // An invalid descriptor is noticed when the tokens are signed. A login that failed leaves no record behind, which would count.
            await writer.EndSessionAsync(identity, sid, started, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Lists the sessions that are alive.</summary>
    /// <returns>The sessions, those that began last at the front.</returns>
    public async ValueTask<List<SessionRecord>> ListAsync(string identity, CancellationToken cancellationToken)
    {
        var alive = new List<SessionRecord>();
        await foreach (var record in AliveAsync(identity, PageSize, cancellationToken))
            alive.Add(record);
        return alive;
    }

    /// <summary>Ends a session of the identity.</summary>
    /// <returns><see langword="false"/> when the identity has no such session.</returns>
    public async ValueTask<bool> EndAsync(string identity, string sid, CancellationToken cancellationToken)
    {
        if (!DescriptorRules.IsSessionId(sid))
            return false;
        var key = Keys.ForSession(identity, sid);
        var state = await FindIdentityAsync(identity, key, cancellationToken);
        // Nothing is written for an id that somebody made up.
        if (state.Session is not { } entry)
            return false;
        return await writer.EndSessionAsync(identity, sid, entry.Started, cancellationToken) && !IsCovered(state, key, entry.Started);
    }

    private async IAsyncEnumerable<SessionRecord> AliveAsync(
        string identity, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StoreState? state = null;
        var hasSeenException = false;
        string? next = null;
        do
        {
            var after = next;
            var page = await store.ConfirmAsync(
                StoreOperation.ListSessions,
                (engine, cancel) => engine.ListSessionsAsync(Keys.ForIdentity(identity), after, pageSize, cancel),
                cancellationToken);
            next = page.Next;
            foreach (var record in page.Records)
            {
                state ??= await FindIdentityAsync(identity, null, cancellationToken);
                var key = Keys.ForSession(identity, record.Id);
                hasSeenException |= state.Value.IdentityRevoked?.ExceptSession == key;
                if (IsCovered(state.Value, key, record.Started))
                {
                    // So are all that began earlier, unless one of them was excepted.
                    if (hasSeenException || state.Value.IdentityRevoked?.ExceptSession is null)
                        yield break;
                }
                else if (!(ExpiryOf(record) + store.Rules.Leeway <= store.Time.GetUtcNow()))
                {
                    yield return record;
                }
            }
        }
        while (next is not null);
    }

    private DateTimeOffset? ExpiryOf(SessionRecord record) =>
        rules.TokenExpires(record.Started, SessionLimits.Parse(SessionData.Parse(record.Data).Limits), record.LastRefreshed);

    // As long as the refresh token, or the access token where that lives longer.
    private DateTimeOffset? EntryExpires(DateTimeOffset now, SessionLimits limits, TimeSpan accessLifetime)
    {
        if (accessLifetime == Timeout.InfiniteTimeSpan || rules.TokenExpires(now, limits, now) is not { } expires)
            return null;
        return accessLifetime > expires - now ? now + accessLifetime : expires;
    }

    // Revoking everything leaves entries where they are, and so does a store that lost some.
    private static bool IsCovered(in StoreState state, string sessionKey, DateTimeOffset started) =>
        started < state.StoreCreatedAt
        || state.EverythingRevoked?.Covers(null, started) == true
        || state.IdentityRevoked?.Covers(sessionKey, started) == true;

    private ValueTask<StoreState> FindIdentityAsync(string identity, string? sessionKey, CancellationToken cancellationToken)
    {
        var key = Keys.ForIdentity(identity);
        return FindAsync(new StoreKeys(key, sessionKey, key, Keys.Everything), cancellationToken);
    }

    private ValueTask<StoreState> FindAsync(StoreKeys question, CancellationToken cancellationToken) =>
        store.ConfirmAsync(StoreOperation.FindRevocations, (engine, cancel) => engine.FindAsync(question, cancel), cancellationToken);

    private async ValueTask EndOldestAsync(string identity, int max, string newest, bool mayFail, CancellationToken cancellationToken)
    {
        try
        {
            await EndOldestAsync(identity, max, newest, cancellationToken);
        }
        catch (RevocationStoreException) when (mayFail)
        {
            // Reported where the store failed. No session was added to those of the user, and the next login tries again.
        }
    }

    // Every login ends what comes behind the newest ones in the one order of the list, and never itself: concurrent logins may exceed the
    // limit until the next one, and never end each other.
    private async ValueTask EndOldestAsync(string identity, int max, string newest, CancellationToken cancellationToken)
    {
        var kept = 0;
        var isBehindNewest = false;
        await foreach (var record in AliveAsync(identity, Math.Min(max + 1, PageSize), cancellationToken))
        {
            isBehindNewest |= record.Id == newest;
            if (++kept > max && isBehindNewest && record.Id != newest)
                await writer.EndSessionAsync(identity, record.Id, record.Started, cancellationToken);
        }
    }
}
