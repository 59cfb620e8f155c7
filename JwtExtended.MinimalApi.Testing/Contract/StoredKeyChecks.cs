using System.Globalization;

namespace JwtExtended.MinimalApi.Testing.Contract;

/// <summary>Entries that are added once, listed completely, and deleted.</summary>
internal static class StoredKeyChecks
{
    private const int Longest = 8192;

    public static IReadOnlyList<JwtKeyStoreCheck> All { get; } =
    [
        new("A group without entries is empty", static async run => Expect.Sequence(await run.ListAsync(), [])),
        new("An entry is listed by every process as it was added", ListsAsync),
        new("Of many racers one adds an entry", OneAddsAsync),
        new("An entry that exists stays as it is", StaysAsync),
        new("An entry that was deleted is gone, and can be added again", DeletesAsync),
        new("Groups and ids are compared exactly and may be long", ExactNamesAsync),
        new("Two hundred entries are all listed", ListsAllAsync),
        new("Entries that are added meanwhile are listed as a whole or not at all", ListsWholeAsync),
        new("A call that is canceled before it begins writes nothing", CanceledAsync),
        new("The clock of the store tells the time", TellsTimeAsync),
    ];

    private static async Task ListsAsync(KeyStoreRun run)
    {
        var longest = new string('x', Longest);
        Expect.True(await run.Store.TryAddKeyAsync(run.Group, new StoredKey("one", "1.a+b/c=_-"), default));
        Expect.True(await run.Store.TryAddKeyAsync(run.Group, new StoredKey("two", longest), default));

        Expect.Sequence(await run.ListAsync(), ["one=1.a+b/c=_-", $"two={longest}"]);
    }

    private static async Task OneAddsAsync(KeyStoreRun run)
    {
        var results = await StoreRun.RaceAsync(i => (i % 2 == 0 ? run.Store : run.Second)
            .TryAddKeyAsync(run.Group, new StoredKey("signing-1", i.ToString(CultureInfo.InvariantCulture)), default).AsTask());

        Expect.Equal(results.Count(static added => added), 1);
        Expect.Sequence(await run.ListAsync(), [$"signing-1={Array.IndexOf(results, true)}"], "the one that was told so has added it");
    }

    private static async Task StaysAsync(KeyStoreRun run)
    {
        await run.Store.TryAddKeyAsync(run.Group, new StoredKey("signing-1", "first"), default);

        Expect.False(await run.Second.TryAddKeyAsync(run.Group, new StoredKey("signing-1", "second"), default));
        Expect.False(await run.Store.TryAddKeyAsync(run.Group, new StoredKey("signing-1", "first"), default));
        Expect.Sequence(await run.ListAsync(), ["signing-1=first"]);
    }

    private static async Task DeletesAsync(KeyStoreRun run)
    {
        await run.Store.TryAddKeyAsync(run.Group, new StoredKey("a", "1"), default);
        await run.Store.TryAddKeyAsync(run.Group, new StoredKey("b", "2"), default);
        await run.Store.DeleteKeyAsync(run.Group, "a", default);
        await run.Second.DeleteKeyAsync(run.Group, "a", default);
        await run.Second.DeleteKeyAsync(KeyStoreRun.NewGroup(), "b", default);

        Expect.Sequence(await run.ListAsync(), ["b=2"]);
        Expect.True(await run.Second.TryAddKeyAsync(run.Group, new StoredKey("a", "3"), default));
        Expect.Sequence(await run.ListAsync(), ["a=3", "b=2"]);
    }

    private static async Task ExactNamesAsync(KeyStoreRun run)
    {
        var stem = new string('k', 120);
        string[] ids = ["a", "A", "-", "_", stem + "aaaaaaaa", stem + "aaaaaaaA", stem];
        var other = KeyStoreRun.NewGroup();
        foreach (var id in ids)
        {
            Expect.True(await run.Store.TryAddKeyAsync(run.Group, new StoredKey(id, "here"), default), $"{id} was not added");
            Expect.True(await run.Store.TryAddKeyAsync(other, new StoredKey(id, "there"), default), "it is another group");
        }

        Expect.Sequence(await run.ListAsync(), ids.Select(static id => $"{id}=here").Order(StringComparer.Ordinal));
        Expect.Sequence(await run.ListAsync(other), ids.Select(static id => $"{id}=there").Order(StringComparer.Ordinal));
    }

    private static async Task ListsAllAsync(KeyStoreRun run)
    {
        var ids = Enumerable.Range(100, 200).Select(static i => $"id{i}").ToArray();
        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (id, cancel) => await run.Store.TryAddKeyAsync(run.Group, new StoredKey(id, new string('v', 1000)), cancel));

        var listed = await run.Second.ListKeysAsync(run.Group, default);
        Expect.Sequence(listed.Select(static key => key.Id).Order(StringComparer.Ordinal), ids);
    }

    private static async Task ListsWholeAsync(KeyStoreRun run)
    {
        var value = new string('v', Longest);
        var adding = Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await run.Store.TryAddKeyAsync(run.Group, new StoredKey($"id{i}", value), default);
                await run.Store.DeleteKeyAsync(run.Group, $"id{i - 2}", default);
            }
        });
        while (!adding.IsCompleted)
        {
            foreach (var entry in await run.Second.ListKeysAsync(run.Group, default))
                Expect.Equal(entry.Value.Length, Longest);
        }

        await adding;
    }

    private static async Task CanceledAsync(KeyStoreRun run)
    {
        var canceled = new CancellationToken(canceled: true);
        await Expect.CanceledAsync(
            run.Store.TryAddKeyAsync(run.Group, new StoredKey("a", "1"), canceled).AsTask(), nameof(IJwtKeyStore.TryAddKeyAsync));
        await Expect.CanceledAsync(run.Store.ListKeysAsync(run.Group, canceled).AsTask(), nameof(IJwtKeyStore.ListKeysAsync));
        await Expect.CanceledAsync(run.Store.DeleteKeyAsync(run.Group, "a", canceled).AsTask(), nameof(IJwtKeyStore.DeleteKeyAsync));

        Expect.Sequence(await run.ListAsync(), []);
    }

    private static async Task TellsTimeAsync(KeyStoreRun run)
    {
        var (first, second) = (await run.Store.GetTimeAsync(default), await run.Second.GetTimeAsync(default));

        Expect.InRange(second, first.AddSeconds(-1), first.AddMinutes(1));
    }
}
