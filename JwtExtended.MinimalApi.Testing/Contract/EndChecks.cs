namespace JwtExtended.MinimalApi.Testing.Contract;

/// <summary>The end of sessions.</summary>
internal static class EndChecks
{
    public static IEnumerable<JwtStoreCheck> All { get; } =
    [
        new("A session ends once", OnceAsync),
        new("An unknown session ends and cannot be started by an exchange", UnknownAsync),
        new("An end lasts as long as the entry would have", LastingAsync),
        new("An end reaches the session that it names and no later one", NamedAsync),
        new("An end reaches a session that goes on for the one that it names", run => ContinuedAsync(run, times: 1)),
        new("An end reaches the last of several sessions that go on for the one that it names", run => ContinuedAsync(run, times: 3)),
        new("An expired session is neither listed nor found nor ended", ExpiredAsync),
        new("A revocation of the identity leaves the entries", RevokedIdentityAsync),
    ];

    private static async Task OnceAsync(StoreRun run)
    {
        await run.StartAsync(run.Session("laptop"));
        await run.StartAsync(run.Session("phone", 1));
        var key = run.SessionKeyOf("laptop");

        var results = await StoreRun.RaceAsync(i => run.EndAsync(run.StoreOf(i), key, run.Future).AsTask());

        Expect.Equal(results.Count(ended => ended), 1);
        Expect.Sequence((await run.SessionsAsync()).Select(record => record.Id), ["phone"]);
        Expect.True((await run.ExistingEntryAsync("laptop")).Revoked);
        Expect.False((await run.ExistingEntryAsync("phone")).Revoked);
    }

    private static async Task UnknownAsync(StoreRun run)
    {
        Expect.False(await run.EndAsync(run.Store, run.SessionKeyOf("laptop"), run.Future), "it was not recorded");

        Expect.True((await run.ExistingEntryAsync("laptop")).Revoked);
        Expect.Equal((await run.Second.ExchangeAsync(run.Exchange("laptop", 0, run.Future), default)).Outcome, ExchangeOutcome.Revoked);
        Expect.Sequence(await run.SessionsAsync(), []);
    }

    private static async Task LastingAsync(StoreRun run)
    {
        await run.StartAsync(run.Session("laptop"));

        await run.EndAsync(run.Store, run.SessionKeyOf("laptop"), run.Past);

        Expect.True((await run.ExistingEntryAsync("laptop")).Revoked, "the later expiry counts");
    }

    private static async Task NamedAsync(StoreRun run)
    {
        var first = await run.StartAsync(run.Session("laptop"));
        var second = await run.StartAsync(run.Session("laptop"));
        var end = run.EndOf(run.SessionKeyOf("laptop"), first, run.Future);
        var before = await run.EntryAsync("laptop");

        Expect.False(await run.Second.EndSessionAsync(end, default), "a later session has the id");
        Expect.Equal(await run.EntryAsync("laptop"), before);
        Expect.Equal((await run.SessionsAsync()).Count, 1);
        Expect.True(await run.Second.EndSessionAsync(end with { Started = second }, default));

        Expect.True((await run.ExistingEntryAsync("laptop")).Revoked);
        Expect.Sequence(await run.SessionsAsync(), []);
    }

    private static async Task ContinuedAsync(StoreRun run, int times)
    {
        var before = await run.StartAsync(run.Session("laptop"));
        var first = await run.StartAsync(run.Session("laptop"));
        DateTimeOffset? next = first;
        for (var i = 0; i < times; i++)
            next = await run.Second.StartSessionAsync(run.Session("laptop") with { Continues = next }, default);
        var end = run.EndOf(run.SessionKeyOf("laptop"), before, run.Future);

        Expect.False(await run.Store.EndSessionAsync(end, default), "what it names was replaced by another login");
        Expect.True(await run.Store.EndSessionAsync(end with { Started = first }, default));

        Expect.True((await run.ExistingEntryAsync("laptop")).Revoked);
        Expect.Sequence(await run.SessionsAsync(), []);
    }

    private static async Task ExpiredAsync(StoreRun run)
    {
        await run.StartAsync(run.Session("laptop") with { Expires = run.Past });
        await run.StartAsync(run.Session("phone", 1));

        Expect.Sequence((await run.SessionsAsync()).Select(record => record.Id), ["phone"]);
        Expect.Null(await run.EntryAsync("laptop"));
        Expect.False(await run.EndAsync(run.Second, run.SessionKeyOf("laptop"), run.Future));
    }

    private static async Task RevokedIdentityAsync(StoreRun run)
    {
        await run.StartAsync(run.Session("laptop"));
        await run.Store.RevokeUpToAsync(run.UpTo(run.Keys.Identity) with { NotBefore = run.Future }, default);

        Expect.Equal((await run.SessionsAsync()).Count, 1);
    }
}
