namespace JwtExtended.MinimalApi.Testing.Contract;

/// <summary>Revoked tokens, and instants up to which an identity or everything is revoked.</summary>
internal static class RevocationChecks
{
    public static IEnumerable<JwtStoreCheck> All { get; } =
    [
        new("One look-up returns everything about a token", OneLookUpAsync),
        new("A look-up shows nothing of others", OthersAsync),
        new("A revoked token stays so until its expiry", RevokedTokenAsync),
        new("An entry without expiry stays when it is written again with one", EndlessEntryAsync),
        new("An instant is the time of the store and never goes back", InstantAsync),
        new("A second instant reaches what began right behind the first and does not run ahead", SecondInstantAsync),
        new("Racing instants end at the latest", RacingInstantsAsync),
        new("An expired instant revokes nothing", ExpiredInstantAsync),
        new("One session is excepted until everything is revoked", ExceptedSessionAsync),
        new("Of sessions that except themselves one stays", RacingExceptionsAsync),
    ];

    private static async Task OneLookUpAsync(StoreRun run)
    {
        await run.Store.RevokeTokenAsync(run.Keys.Token, null, default);
        await run.EndAsync(run.Store, run.Keys.Session!, run.Future);
        var identity = await run.Store.RevokeUpToAsync(run.UpTo(run.Keys.Identity), default);
        var everything = await run.Store.RevokeUpToAsync(run.UpTo(run.Keys.Everything), default);

        var state = await run.FindAsync(run.Second);

        Expect.True(state.TokenRevoked);
        Expect.True(Expect.NotNull(state.Session).Revoked);
        Expect.Equal(state.IdentityRevoked, identity);
        Expect.Equal(state.EverythingRevoked, everything);
    }

    private static async Task OthersAsync(StoreRun run)
    {
        var bob = run.KeysOf("bob", "laptop");
        await run.Store.RevokeTokenAsync(bob.Token, run.Future, default);
        await run.Store.EndSessionAsync(
            new SessionEnd { IdentityKey = bob.Identity, SessionKey = bob.Session!, Started = null, Expires = run.Future }, default);
        await run.Store.RevokeUpToAsync(run.UpTo(bob.Identity), default);

        var state = await run.FindAsync(run.Second, run.KeysOf("alice", "laptop"));

        Expect.Equal(state, new StoreState { StoreCreatedAt = state.StoreCreatedAt });
    }

    private static async Task RevokedTokenAsync(StoreRun run)
    {
        await run.Store.RevokeTokenAsync(run.Keys.Token, run.Past, default);
        Expect.False((await run.FindAsync()).TokenRevoked, "the entry has expired");

        await run.Store.RevokeTokenAsync(run.Keys.Token, run.Future, default);
        await run.Second.RevokeTokenAsync(run.Keys.Token, run.Past, default);

        Expect.True((await run.FindAsync()).TokenRevoked, "the later expiry counts");
    }

    private static async Task EndlessEntryAsync(StoreRun run)
    {
        await run.Store.RevokeTokenAsync(run.Keys.Token, null, default);
        await run.Store.RevokeTokenAsync(run.Keys.Token, run.Past, default);

        Expect.True((await run.FindAsync(run.Second)).TokenRevoked);
    }

    private static async Task InstantAsync(StoreRun run)
    {
        var before = await run.Store.GetTimeAsync(default);
        var first = await run.Store.RevokeUpToAsync(run.UpTo(run.Keys.Identity) with { NotBefore = run.Future }, default);
        var second = await run.Second.RevokeUpToAsync(run.UpTo(run.Keys.Identity) with { NotBefore = run.Past }, default);
        var everything = await run.Second.RevokeUpToAsync(run.UpTo(run.Keys.Everything) with { NotBefore = run.Past }, default);

        Expect.Later(Expect.NotNull(first).Instant, before, "it is not before the given instant");
        Expect.Equal(second, first, "it is far ahead");
        Expect.InRange(Expect.NotNull(everything).Instant, before, await run.Store.GetTimeAsync(default));
        Expect.Equal((await run.FindAsync()).IdentityRevoked, second);
    }

    private static async Task SecondInstantAsync(StoreRun run)
    {
        var start = run.Future;
        var revocation = run.UpTo(run.Keys.Identity) with { NotBefore = start };
        var first = await run.Store.RevokeUpToAsync(revocation, default);
        var second = await run.Second.RevokeUpToAsync(revocation, default);
        var last = second;
        for (var i = 0; i < 12; i++)
            last = await run.Store.RevokeUpToAsync(revocation with { Behind = TimeSpan.FromSeconds(1) }, default);

        Expect.Equal(Expect.NotNull(first).Instant, start);
        Expect.Equal(Expect.NotNull(second).Instant, start.AddMilliseconds(1));
        Expect.Equal(Expect.NotNull(last).Instant, start.AddSeconds(9));
    }

    private static async Task RacingInstantsAsync(StoreRun run)
    {
        var start = run.Future;

        await StoreRun.RaceAsync(async i => await run.StoreOf(i).RevokeUpToAsync(
            run.UpTo(run.Keys.Identity) with { NotBefore = start.AddSeconds(i), Expires = start.AddDays(1) }, default));

        var latest = start.AddSeconds(StoreRun.Racers - 1);
        var revoked = Expect.NotNull((await run.FindAsync()).IdentityRevoked);
        Expect.InRange(revoked.Instant, latest, latest.AddMilliseconds(100 * StoreRun.Racers));
    }

    private static async Task ExpiredInstantAsync(StoreRun run)
    {
        await run.Store.RevokeUpToAsync(run.UpTo(run.Keys.Identity) with { Expires = run.Past }, default);

        Expect.Null((await run.FindAsync()).IdentityRevoked);
    }

    private static async Task ExceptedSessionAsync(StoreRun run)
    {
        var (started, session) = (run.Past, run.Keys.Session);
        var except = run.UpTo(run.Keys.Identity) with { ExceptSession = session, ExceptStarted = started };

        var first = Expect.NotNull(await run.Store.RevokeUpToAsync(except, default));
        var again = Expect.NotNull(await run.Second.RevokeUpToAsync(except, default));

        Expect.False(first.Covers(session, started));
        Expect.True(first.Covers("another", started));
        Expect.True(first.Covers(null, started));
        Expect.False(again.Covers(session, started), "it may except itself again");
        Expect.Equal((await run.FindAsync(run.Second)).IdentityRevoked, again);
        var all = Expect.NotNull(await run.Store.RevokeUpToAsync(run.UpTo(run.Keys.Identity), default));
        Expect.True(all.Covers(session, started));
        Expect.Null(await run.Second.RevokeUpToAsync(except, default), "the session was revoked before");
        Expect.Equal((await run.FindAsync()).IdentityRevoked, all, "nothing was written");
    }

    private static async Task RacingExceptionsAsync(StoreRun run)
    {
        var started = run.Past;
        var sessions = Enumerable.Range(0, 16).Select(i => run.SessionKeyOf($"s{i}")).ToArray();

        var results = await StoreRun.RaceAsync(async i => await run.StoreOf(i).RevokeUpToAsync(
            run.UpTo(run.Keys.Identity) with { ExceptSession = sessions[i % 16], ExceptStarted = started }, default));

        var revoked = Expect.NotNull((await run.FindAsync()).IdentityRevoked);
        Expect.Equal(sessions.Count(session => !revoked.Covers(session, started)), 1);
        Expect.Equal(results.Count(result => result is not null), 4, "the one that came first is excepted, each time that it asks");
    }
}
