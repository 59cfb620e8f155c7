namespace JwtExtended.MinimalApi.Testing.Contract;

/// <summary>The start of recorded sessions, of those with an id that was used before, and of those that go on for another one.</summary>
internal static class StartChecks
{
    private const string HostileData = """{"UserAgent":"Mozilla/5.0 (X11; Linux x86_64) 漢字 \"quoted\" | 1 2 3 \\ 🦊"}""";

    public static IEnumerable<JwtStoreCheck> All { get; } =
    [
        new("A session is listed as it was started", run => ListedAsync(run, HostileData)),
        new("A session without data is listed as it was started", run => ListedAsync(run, "")),
        new("The longest data is kept", LongestDataAsync),
        new("A session starts after what was revoked", AfterRevocationAsync),
        new("A session of the same id replaces the one before", ReplacedAsync),
        new("A session that has ended may start again", EndedAsync),
        new("A session that starts anew begins later than the one before", run => AnewAsync(run, ended: false)),
        new("A session that starts anew begins later than the one before that has ended", run => AnewAsync(run, ended: true)),
        new("A session that starts after an unknown one was ended begins later than any token of that one", AfterUnknownAsync),
        new("A session goes on for one that is alive", ContinuedAsync),
        new("A session that goes on for an unknown one begins later than that", ContinuedUnknownAsync),
        new("A session does not go on for one that has ended", run => NotContinuedAsync(run, ended: true)),
        new("A session does not go on for one that was replaced", run => NotContinuedAsync(run, ended: false)),
        new("The end of a session is kept when its id starts anew for a shorter time", ShorterAsync),
        new("Sessions that start at the same time are all kept", RacersAsync),
    ];

    private static async Task ListedAsync(StoreRun run, string data)
    {
        var started = await run.StartAsync(run.Session("laptop") with { Data = data });

        Expect.Equal(started, run.Origin, "the given instant is ahead of the clock");
        var expires = run.Origin.AddDays(1);
        Expect.Sequence(await run.SessionsAsync(run.Second), [new SessionRecord("laptop", started, started, expires, data)]);
        Expect.Equal(await run.EntryAsync("laptop"), SessionEntry.Start(started, expires));
    }

    private static async Task LongestDataAsync(StoreRun run)
    {
        var data = new string('漢', 8192);

        await run.StartAsync(run.Session("laptop") with { Data = data, Expires = null, Ends = null });

        var sessions = await run.SessionsAsync();
        Expect.Equal(sessions.Count, 1);
        Expect.Equal(sessions[0].Data, data);
        Expect.Null(sessions[0].Expires);
    }

    private static async Task AfterRevocationAsync(StoreRun run)
    {
        var now = await run.Store.GetTimeAsync(default);
        var started = await run.StartNowAsync("before");
        var identity = Expect.NotNull(
            await run.Store.RevokeUpToAsync(run.UpTo(run.Keys.Identity) with { NotBefore = run.Future }, default));
        var behindIdentity = await StoreRun.StartAsync(run.Second, run.Session("identity"));
        var everything = Expect.NotNull(
            await run.Store.RevokeUpToAsync(run.UpTo(run.Keys.Everything) with { NotBefore = run.Future.AddMinutes(1) }, default));
        var behindEverything = await StoreRun.StartAsync(run.Second, run.Session("everything"));

        Expect.InRange(started, now, await run.Store.GetTimeAsync(default));
        Expect.False(identity.Covers(null, behindIdentity));
        Expect.False(everything.Covers(null, behindEverything));
        Expect.True(behindIdentity - identity.Instant < TimeSpan.FromSeconds(1));
    }

    private static async Task ReplacedAsync(StoreRun run)
    {
        var first = await run.StartAsync(run.Session("laptop"));
        await run.Store.ExchangeAsync(run.Exchange("laptop", 0, first) with { GraceWindow = TimeSpan.Zero }, default);
        await run.StartAsync(run.Session("phone", 1));

        var second = await StoreRun.StartAsync(run.Second, run.Session("laptop", 2) with { Data = "new" });

        var listed = (await run.SessionsAsync()).Select(record => (record.Id, record.Data));
        Expect.Sequence(listed, [("laptop", "new"), ("phone", "data of phone")]);
        Expect.Equal(await run.EntryAsync("laptop"), SessionEntry.Start(second, run.Origin.AddDays(1)));
        Expect.Equal((await run.Store.ExchangeAsync(run.Exchange("laptop", 1, first), default)).Outcome, ExchangeOutcome.Revoked);
        Expect.Equal((await run.Store.ExchangeAsync(run.Exchange("laptop", 0, second), default)).Outcome, ExchangeOutcome.Advanced);
    }

    private static async Task EndedAsync(StoreRun run)
    {
        var first = await run.StartAsync(run.Session("laptop"));
        await run.EndAsync(run.Store, run.SessionKeyOf("laptop"), run.Future);

        var second = await run.StartAsync(run.Session("laptop", 1));

        Expect.Sequence((await run.SessionsAsync()).Select(record => record.Started), [second]);
        Expect.False((await run.ExistingEntryAsync("laptop")).Revoked);
        Expect.Equal((await run.Store.ExchangeAsync(run.Exchange("laptop", 0, first), default)).Outcome, ExchangeOutcome.Revoked);
    }

    private static async Task AnewAsync(StoreRun run, bool ended)
    {
        var first = await run.StartAsync(run.Session("laptop"));
        if (ended)
            await run.EndAsync(run.Second, run.SessionKeyOf("laptop"), run.Future);

        var second = await StoreRun.StartAsync(run.Second, run.Session("laptop"));

        Expect.Later(second, first, "the same instant would be the same session");
        var old = await run.Store.ExchangeAsync(run.Exchange("laptop", 0, first) with { MayStart = true }, default);
        Expect.Equal(old.Outcome, ExchangeOutcome.Revoked);
        Expect.Equal((await run.Store.ExchangeAsync(run.Exchange("laptop", 0, second), default)).Outcome, ExchangeOutcome.Advanced);
        Expect.Sequence((await run.SessionsAsync()).Select(record => record.Started), [second]);
    }

    private static async Task AfterUnknownAsync(StoreRun run)
    {
        var ahead = (await run.Store.GetTimeAsync(default)).AddSeconds(4);
        await run.EndAsync(run.Store, run.SessionKeyOf("laptop"), run.Future);

        var started = await StoreRun.StartAsync(run.Second, run.Session("laptop") with { NotBefore = DateTimeOffset.UnixEpoch });

        Expect.Later(started, ahead, "the clock of a node may be ahead");
        Expect.Equal((await run.Store.ExchangeAsync(run.Exchange("laptop", 0, ahead), default)).Outcome, ExchangeOutcome.Revoked);
    }

    private static async Task ContinuedAsync(StoreRun run)
    {
        var started = await run.StartAsync(run.Session("laptop"));

        var next = await StoreRun.StartAsync(run.Second, run.Session("laptop") with { Continues = started });

        Expect.Later(next, started);
        Expect.Sequence((await run.SessionsAsync()).Select(record => record.Started), [next]);
        Expect.Equal(await run.EntryAsync("laptop"), SessionEntry.Start(next, run.Origin.AddDays(1)) with { Root = started });
    }

    private static async Task ContinuedUnknownAsync(StoreRun run)
    {
        var ahead = run.Future.AddMinutes(5);

        var next = await StoreRun.StartAsync(run.Second, run.Session("unknown") with { Continues = ahead });

        Expect.Equal(next, ahead.AddMilliseconds(1));
        Expect.Equal((await run.ExistingEntryAsync("unknown")).Root, ahead);
    }

    private static async Task NotContinuedAsync(StoreRun run, bool ended)
    {
        var started = await run.StartAsync(run.Session("laptop"));
        if (ended)
            await run.EndAsync(run.Store, run.SessionKeyOf("laptop"), run.Future);
        else
            await run.StartAsync(run.Session("laptop") with { Data = "later" });
        var before = await run.EntryAsync("laptop");

        var next = await run.Second.StartSessionAsync(run.Session("laptop") with { Continues = started }, default);

        Expect.Equal(next, null);
        Expect.Equal(await run.EntryAsync("laptop"), before);
        Expect.Sequence((await run.SessionsAsync()).Select(record => record.Data), ended ? [] : ["later"]);
    }

    private static async Task ShorterAsync(StoreRun run)
    {
        await run.EndAsync(run.Store, run.SessionKeyOf("laptop"), run.Future);

        await run.StartAsync(run.Session("laptop") with
        {
            NotBefore = DateTimeOffset.UnixEpoch,
            Data = "",
            Expires = run.Now.AddSeconds(-1),
            Ends = run.Future,
        });
        var old = await run.Store.ExchangeAsync(run.Exchange("laptop", 0, run.Past) with { MayStart = true }, default);

        Expect.Equal(old.Outcome, ExchangeOutcome.Revoked);
    }

    private static async Task RacersAsync(StoreRun run)
    {
        await StoreRun.RaceAsync(async i => await StoreRun.StartAsync(run.StoreOf(i), run.Session($"s{i}")));

        Expect.Equal((await run.SessionsAsync(limit: 10)).Count, StoreRun.Racers);
    }
}
