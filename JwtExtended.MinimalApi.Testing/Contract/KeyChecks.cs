using System.Security.Cryptography;

namespace JwtExtended.MinimalApi.Testing.Contract;

/// <summary>One-time keys, and how keys are compared.</summary>
internal static class KeyChecks
{
    public static IEnumerable<JwtStoreCheck> All { get; } =
    [
        new("Of many racers one uses a key", OneUsesKeyAsync),
        new("A key can be used again after its expiry", ExpiredKeyAsync),
        new("Keys are compared exactly and may be long", ExactKeysAsync),
        new("Ten thousand entries are told apart", ManyEntriesAsync),
    ];

    private static async Task OneUsesKeyAsync(StoreRun run)
    {
        var key = run.TicketKeyOf("ticket");

        var results = await StoreRun.RaceAsync(i => run.StoreOf(i).TryUseAsync(key, run.Future, default).AsTask());

        Expect.Equal(results.Count(used => used), 1);
        Expect.True(await run.Second.TryUseAsync(run.TicketKeyOf("other"), run.Future, default));
    }

    private static async Task ExpiredKeyAsync(StoreRun run)
    {
        var (key, endless) = (run.TicketKeyOf("ticket"), run.TicketKeyOf("endless"));

        Expect.True(await run.Store.TryUseAsync(key, run.Past, default));
        Expect.True(await run.Second.TryUseAsync(key, run.Future, default), "the entry has expired");
        Expect.False(await run.Store.TryUseAsync(key, run.Future, default));
        Expect.True(await run.Store.TryUseAsync(endless, null, default));
        Expect.False(await run.Second.TryUseAsync(endless, null, default));
    }

    private static async Task ExactKeysAsync(StoreRun run)
    {
        var stem = RandomNumberGenerator.GetHexString(16, lowercase: true);
        string[] keys =
        [
            stem + new string('a', 27),
            stem + new string('a', 26) + 'A',
            stem + new string('a', 26),
            stem + new string('a', 112),
            stem + new string('a', 111) + 'b',
        ];

        foreach (var key in keys)
            Expect.True(await run.Store.TryUseAsync(key, run.Future, default), $"{key} was not used");
        foreach (var key in keys)
            Expect.False(await run.Second.TryUseAsync(key, run.Future, default), $"{key} was used");
    }

    private static async Task ManyEntriesAsync(StoreRun run)
    {
        var keys = Enumerable.Range(0, 10_000).Select(i => run.TicketKeyOf($"t{i}")).ToArray();
        var (past, future) = (run.Past, run.Future);
        await run.RevokeManyAsync(keys.Index().ToDictionary(entry => entry.Item, entry => entry.Index % 2 == 0 ? future : past));

        for (var i = 0; i < keys.Length; i += 97)
            Expect.Equal(await run.Second.TryUseAsync(keys[i], run.Future, default), i % 2 == 1, $"entry {i} was written");
    }
}
