namespace JwtExtended.MinimalApi.Testing.Contract;

/// <summary>The creation time of the store, its clock, and canceled calls.</summary>
internal static class CreationChecks
{
    public static IEnumerable<JwtStoreCheck> All { get; } =
    [
        new("A new store knows only when it was created", NewStoreAsync),
        new("The time of the store is whole milliseconds", WholeMillisecondsAsync),
        new("Every process gets the same creation time", SameCreationTimeAsync),
        new("A store that lost its data has a new creation time", LostDataAsync),
        new("A call that is canceled already writes nothing", CanceledCallsAsync),
    ];

    private static async Task NewStoreAsync(StoreRun run)
    {
        var state = await run.FindAsync();

        Expect.Equal(state, new StoreState { StoreCreatedAt = state.StoreCreatedAt });
        Expect.InRange(state.StoreCreatedAt, run.Now.AddMinutes(-1), run.Now.AddSeconds(1));
    }

    private static async Task WholeMillisecondsAsync(StoreRun run)
    {
        var time = await run.Store.GetTimeAsync(default);

        Expect.InRange(time, run.Now.AddMinutes(-1), run.Now.AddMinutes(1));
        Expect.Equal(time.UtcTicks % TimeSpan.TicksPerMillisecond, 0);
    }

    private static async Task SameCreationTimeAsync(StoreRun run)
    {
        var instants = await StoreRun.RaceAsync(async i => (await run.FindAsync(run.StoreOf(i))).StoreCreatedAt);
        await run.Store.RevokeTokenAsync(run.Keys.Token, run.Future, default);
        await run.PassTimeAsync(instants[0]);
        var third = await run.OpenAsync();

        Expect.Sequence(instants, Enumerable.Repeat(instants[0], StoreRun.Racers));
        Expect.Equal((await run.FindAsync(third)).StoreCreatedAt, instants[0]);
    }

    private static async Task LostDataAsync(StoreRun run)
    {
        var before = await run.FindAsync();
        await run.Store.RevokeTokenAsync(run.Keys.Token, run.Future, default);
        await run.PassTimeAsync(before.StoreCreatedAt);

        await run.LoseDataAsync();

        var third = await run.OpenAsync();
        var after = await run.FindAsync(third);
        Expect.False(after.TokenRevoked, "the data is lost");
        Expect.Later(after.StoreCreatedAt, before.StoreCreatedAt);
        Expect.Equal((await run.FindAsync(third)).StoreCreatedAt, after.StoreCreatedAt);
    }

    private static async Task CanceledCallsAsync(StoreRun run)
    {
        var (store, keys, canceled) = (run.Store, run.Keys, new CancellationToken(canceled: true));
        (string Name, Func<Task> Call)[] calls =
        [
            (nameof(store.FindAsync), async () => await store.FindAsync(keys, canceled)),
            (nameof(store.GetTimeAsync), async () => await store.GetTimeAsync(canceled)),
            (nameof(store.StartSessionAsync), async () => await store.StartSessionAsync(run.Session("laptop"), canceled)),
            (nameof(store.ExchangeAsync), async () => await store.ExchangeAsync(run.Exchange("laptop", 0, run.Now), canceled)),
            (nameof(store.MarkSeenAsync), async () => await store.MarkSeenAsync(keys.Identity, keys.Session!, 0, canceled)),
            (nameof(store.EndSessionAsync),
                async () => await store.EndSessionAsync(run.EndOf(run.SessionKeyOf("laptop"), null, run.Future), canceled)),
            (nameof(store.ListSessionsAsync), async () => await store.ListSessionsAsync(keys.Identity, null, 10, canceled)),
            (nameof(store.RevokeTokenAsync), async () => await store.RevokeTokenAsync(keys.Token, run.Future, canceled)),
            (nameof(store.RevokeUpToAsync), async () => await store.RevokeUpToAsync(run.UpTo(keys.Identity), canceled)),
            (nameof(store.TryUseAsync), async () => await store.TryUseAsync(keys.Token, run.Future, canceled)),
        ];

        foreach (var (name, call) in calls)
            await Expect.CanceledAsync(call(), name);

        var state = await run.FindAsync(store, run.KeysOf("alice", "laptop"));
        Expect.Equal(state, new StoreState { StoreCreatedAt = state.StoreCreatedAt });
        Expect.Equal(await run.FindAsync(), state);
        Expect.Sequence(await run.SessionsAsync(), []);
    }
}
