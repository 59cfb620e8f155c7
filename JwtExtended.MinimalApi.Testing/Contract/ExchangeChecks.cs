namespace JwtExtended.MinimalApi.Testing.Contract;

/// <summary>Exchanges that succeed, and those of what was revoked. The rules are those of <see cref="SessionEntry"/>.</summary>
internal static class ExchangeChecks
{
    public static IEnumerable<JwtStoreCheck> All { get; } =
    [
        new("A chain of exchanges is one entry", ChainAsync),
        new("Of many racers one advances and all get the same number", RacersAsync),
        new("Of many racers one advances a recorded session", RecordedRacersAsync),
        new("Without an entry only the first token is exchanged", WithoutEntryAsync),
        new("A token that the store has lost sight of goes on", LostWritesAsync),
        new("An exchange for the current token alone ends nothing", OnlyCurrentAsync),
        new("An exchange of what was revoked up to an instant is refused", RevokedAsync),
        new("Ends that race with exchanges win", RacingEndAsync),
    ];

    private static async Task ChainAsync(StoreRun run)
    {
        var (started, strict) = (run.Past, run.Exchange("laptop", 0, run.Past) with { GraceWindow = TimeSpan.Zero });

        for (var number = 0; number < 20; number++)
        {
            var result = await run.StoreOf(number).ExchangeAsync(
                strict with { Number = number, Started = started, MayStart = number == 0 }, default);
            Expect.Equal(result, new ExchangeResult(ExchangeOutcome.Advanced, number + 1, result.At));
        }

        var entry = await run.ExistingEntryAsync("laptop");
        Expect.Equal((entry.Started, entry.Number, entry.Parent, entry.Seen, entry.Revoked), (started, 20, 19, false, false));
        Expect.Equal(entry.HandedOut, entry.At);
        Expect.Sequence(await run.SessionsAsync(), [], "it was not recorded");
    }

    private static async Task RacersAsync(StoreRun run)
    {
        var started = run.Past;

        var results = await StoreRun.RaceAsync(
            i => run.StoreOf(i).ExchangeAsync(run.Exchange("laptop", 0, started), default).AsTask());

        Expect.Equal(results.Count(result => result.Outcome == ExchangeOutcome.Advanced), 1);
        Expect.Equal(results.Count(result => result.Outcome == ExchangeOutcome.Again), StoreRun.Racers - 1);
        Expect.Sequence(results.Select(result => (result.Number, result.At)), Enumerable.Repeat((1, results[0].At), StoreRun.Racers));
    }

    private static async Task RecordedRacersAsync(StoreRun run)
    {
        var started = await run.StartNowAsync("laptop");

        var results = await StoreRun.RaceAsync(
            i => run.StoreOf(i).ExchangeAsync(run.Exchange("laptop", 0, started), default).AsTask());

        Expect.Equal(results.Count(result => result.Outcome == ExchangeOutcome.Advanced), 1);
        Expect.Sequence(results.Select(result => result.Number), Enumerable.Repeat(1, StoreRun.Racers));
    }

    private static async Task WithoutEntryAsync(StoreRun run)
    {
        Expect.Equal((await run.Store.ExchangeAsync(run.Exchange("laptop", 3, run.Past), default)).Outcome, ExchangeOutcome.Missing);
        Expect.Null(await run.EntryAsync("laptop"));
        var first = run.Exchange("laptop", 0, run.Past);
        Expect.Equal((await run.Store.ExchangeAsync(first with { MayStart = false }, default)).Outcome, ExchangeOutcome.Missing);
        Expect.Equal((await run.Store.ExchangeAsync(first, default)).Outcome, ExchangeOutcome.Advanced);
    }

    private static async Task LostWritesAsync(StoreRun run)
    {
        var started = await run.StartAsync(run.Session("laptop"));

        var result = await run.Second.ExchangeAsync(run.Exchange("laptop", 7, started), default);

        Expect.Equal(result, new ExchangeResult(ExchangeOutcome.Advanced, 8, result.At));
        Expect.Equal((await run.ExistingEntryAsync("laptop")).Parent, 7);
    }

    private static async Task OnlyCurrentAsync(StoreRun run)
    {
        var first = run.Exchange("laptop", 0, run.Past) with { GraceWindow = TimeSpan.Zero, OnlyCurrent = true };
        Expect.Equal((await run.Store.ExchangeAsync(first, default)).Outcome, ExchangeOutcome.Advanced);
        var entry = await run.EntryAsync("laptop");

        Expect.Equal((await run.Second.ExchangeAsync(first, default)).Outcome, ExchangeOutcome.Skipped);

        Expect.Equal(await run.EntryAsync("laptop"), entry);
    }

    private static async Task RevokedAsync(StoreRun run)
    {
        var started = run.Past;
        var (alice, all) = (run.Exchange("laptop", 0, started), run.Exchange("phone", 0, started));
        Expect.Equal((await run.Store.ExchangeAsync(alice, default)).Outcome, ExchangeOutcome.Advanced);

        await run.Second.RevokeUpToAsync(
            run.UpTo(run.Keys.Identity) with { ExceptSession = all.SessionKey, ExceptStarted = started }, default);
        var excepted = await run.Store.ExchangeAsync(all, default);
        var covered = await run.Store.ExchangeAsync(alice, default);
        await run.Second.RevokeUpToAsync(run.UpTo(run.Keys.Everything), default);
        var everything = await run.Store.ExchangeAsync(all, default);
        var later = await run.Store.ExchangeAsync(run.Exchange("new", 0, run.Future), default);

        Expect.Equal(covered.Outcome, ExchangeOutcome.Revoked);
        Expect.Equal(excepted.Outcome, ExchangeOutcome.Advanced);
        Expect.Equal(everything.Outcome, ExchangeOutcome.Revoked);
        Expect.Equal(later.Outcome, ExchangeOutcome.Advanced, "it began later");
    }

    private static async Task RacingEndAsync(StoreRun run)
    {
        var started = await run.StartAsync(run.Session("laptop"));
        var exchange = run.Exchange("laptop", 0, started);

        await StoreRun.RaceAsync(async i => i == 30
            ? await run.EndAsync(run.Second, exchange.SessionKey, run.Future)
            : (await run.Store.ExchangeAsync(exchange with { Number = i }, default)).Number > 0);

        Expect.True((await run.ExistingEntryAsync("laptop")).Revoked);
        Expect.Equal((await run.Store.ExchangeAsync(exchange with { Number = 100 }, default)).Outcome, ExchangeOutcome.Revoked);
    }
}
