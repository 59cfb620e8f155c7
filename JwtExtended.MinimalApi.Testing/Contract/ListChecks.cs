namespace JwtExtended.MinimalApi.Testing.Contract;

/// <summary>The list of an identity's sessions.</summary>
internal static class ListChecks
{
    public static IEnumerable<JwtStoreCheck> All { get; } =
    [
        new("The list comes in pages, newest first", PagesAsync),
        new("A page goes on where sessions have started and ended meanwhile", ChangedListAsync),
        new("An exchange moves the record forward", ExchangedAsync),
    ];

    private static async Task PagesAsync(StoreRun run)
    {
        foreach (var i in new[] { 3, 0, 4, 1, 2, 6, 5 })
            await StoreRun.StartAsync(run.StoreOf(i), run.Session($"s{i}", i));
        await run.StartAsync(run.Session("twin", 2));

        foreach (var limit in new[] { 1, 2, 3, 8, 100 })
        {
            var ids = (await run.SessionsAsync(run.Second, limit)).Select(record => record.Id).ToList();

            Expect.Equal(ids.Count, 8, $"there are as many sessions, also in pages of {limit}");
            Expect.Sequence(ids.Where(id => id != "twin"), ["s6", "s5", "s4", "s3", "s2", "s1", "s0"]);
            Expect.InRange(ids.IndexOf("twin"), 4, 5, "it began at the same time as s2");
        }
    }

    private static async Task ChangedListAsync(StoreRun run)
    {
        for (var i = 0; i < 6; i++)
            await run.StartAsync(run.Session($"s{i}", i));
        var first = await run.Store.ListSessionsAsync(run.Keys.Identity, null, 2, default);

        await run.StartAsync(run.Session("new", 9));
        await run.EndAsync(run.Store, run.SessionKeyOf("s4"), run.Future);
        await run.EndAsync(run.Store, run.SessionKeyOf("s2"), run.Future);
        var second = await run.Second.ListSessionsAsync(run.Keys.Identity, first.Next, 2, default);

        Expect.Sequence(first.Records.Select(record => record.Id), ["s5", "s4"]);
        var rest = second.Records.Select(record => record.Id).ToList();
        for (var next = second.Next; next is not null;)
        {
            var page = await run.Store.ListSessionsAsync(run.Keys.Identity, next, 2, default);
            rest.AddRange(page.Records.Select(record => record.Id));
            next = page.Next;
        }

        Expect.Sequence(rest, ["s3", "s1", "s0"]);
    }

    private static async Task ExchangedAsync(StoreRun run)
    {
        var started = await run.StartNowAsync("laptop");
        await run.PassTimeAsync(await run.Store.GetTimeAsync(default));

        var result = await run.Second.ExchangeAsync(
            run.Exchange("laptop", 0, started) with { GraceWindow = TimeSpan.Zero, Expires = run.Origin.AddDays(3) }, default);

        Expect.Equal(result, new ExchangeResult(ExchangeOutcome.Advanced, 1, result.At));
        Expect.Later(result.At, started);
        Expect.Sequence(
            await run.SessionsAsync(), [new SessionRecord("laptop", started, result.At, run.Origin.AddDays(3), "data of laptop")]);
    }
}
