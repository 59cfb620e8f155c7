namespace JwtExtended.MinimalApi.Testing.Contract;

/// <summary>Numbers that are handed out again, and those whose exchange is reuse.</summary>
internal static class ReuseChecks
{
    public static IEnumerable<JwtStoreCheck> All { get; } =
    [
        new("A lost answer gets a new number and the one before is reuse", LostAnswerAsync),
        new("A number that was seen makes its parent reuse", SeenNumberAsync),
        new("A mark changes only the current number of a session that goes on", MarkAsync),
        new("Of many racers one ends a session by reuse", RacersAsync),
    ];

    private static async Task LostAnswerAsync(StoreRun run)
    {
        var first = run.Exchange("laptop", 0, run.Past) with { GraceWindow = TimeSpan.Zero };
        await run.Store.ExchangeAsync(first, default);

        var reissued = await run.Second.ExchangeAsync(first, default);
        var old = await run.Store.ExchangeAsync(first with { Number = 1, MayStart = false }, default);

        Expect.Equal(reissued, new ExchangeResult(ExchangeOutcome.Reissued, 2, reissued.At));
        Expect.Equal(old.Outcome, ExchangeOutcome.Reused);
        Expect.True((await run.ExistingEntryAsync("laptop")).Revoked);
    }

    private static async Task SeenNumberAsync(StoreRun run)
    {
        var started = await run.StartNowAsync("laptop");
        var first = run.Exchange("laptop", 0, started) with { GraceWindow = TimeSpan.Zero };
        await run.Store.ExchangeAsync(first, default);

        await run.Second.MarkSeenAsync(run.Keys.Identity, first.SessionKey, 1, default);

        Expect.True((await run.ExistingEntryAsync("laptop")).Seen);
        Expect.Equal((await run.Store.ExchangeAsync(first, default)).Outcome, ExchangeOutcome.Reused);
        Expect.Sequence(await run.SessionsAsync(run.Second), [], "the session has ended in the same operation");
        Expect.Equal((await run.Second.ExchangeAsync(first, default)).Outcome, ExchangeOutcome.Revoked, "it is reported once");
        Expect.False(await run.EndAsync(run.Second, first.SessionKey, run.Future));
    }

    private static async Task MarkAsync(StoreRun run)
    {
        var (key, identity) = (run.SessionKeyOf("laptop"), run.Keys.Identity);
        await run.Store.MarkSeenAsync(identity, key, 0, default);
        Expect.Null(await run.EntryAsync("laptop"), "nothing is written for an unknown session");
        var started = await run.StartNowAsync("laptop");

        await run.Store.MarkSeenAsync(identity, key, 1, default);
        Expect.False((await run.ExistingEntryAsync("laptop")).Seen, "the session has another number");
        await run.Second.MarkSeenAsync(identity, key, 0, default);
        Expect.True((await run.ExistingEntryAsync("laptop")).Seen);
        await run.Store.ExchangeAsync(run.Exchange("laptop", 0, started) with { GraceWindow = TimeSpan.Zero }, default);
        Expect.False((await run.ExistingEntryAsync("laptop")).Seen, "the new number was not seen");
        await run.EndAsync(run.Store, key, run.Future);
        await run.Store.MarkSeenAsync(identity, key, 1, default);
        Expect.False((await run.ExistingEntryAsync("laptop")).Seen, "the session has ended");
    }

    private static async Task RacersAsync(StoreRun run)
    {
        var first = run.Exchange("laptop", 0, run.Past) with { GraceWindow = TimeSpan.Zero, LostAnswerWindow = TimeSpan.Zero };
        await run.Store.ExchangeAsync(first, default);

        var results = await StoreRun.RaceAsync(i => run.StoreOf(i).ExchangeAsync(first, default).AsTask());

        Expect.Equal(results.Count(result => result.Outcome == ExchangeOutcome.Reused), 1);
        Expect.Equal(results.Count(result => result.Outcome == ExchangeOutcome.Revoked), StoreRun.Racers - 1);
    }
}
