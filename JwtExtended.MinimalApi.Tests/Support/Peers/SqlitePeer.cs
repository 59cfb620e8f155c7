using JwtExtended.MinimalApi.Tests.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.Support.Peers;

/// <summary>A process that writes into the same database file as others.</summary>
internal static class SqlitePeer
{
    /// <summary>Consumes keys once it has read a line, and prints for each whether it won, and when.</summary>
    public static async Task ConsumeAsync(string connection, string stem, int count)
    {
        await using var stores = new EntityFrameworkStores(options => options.UseSqlite(connection));
        using var store = stores.Open();
        // The first call compiles the query, so that both processes race.
        await store.TryConsumeAsync($"{stem}-{Environment.ProcessId}", null, default);
        Console.WriteLine(PeerProgram.Ready);
        Console.ReadLine();
        for (var i = 0; i < count; i++)
        {
            var result = await store.TryConsumeAsync($"{stem}{i}", null, default);
            Console.WriteLine($"{i} {(result.Won ? "won" : "lost")} {result.ConsumedAt.ToUnixTimeMilliseconds()}");
        }
    }

    /// <summary>Revokes keys until it is killed, and prints each that is confirmed.</summary>
    public static async Task RevokeAsync(string connection, string stem)
    {
        await using var stores = new EntityFrameworkStores(options => options.UseSqlite(connection));
        using var store = stores.Open();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                await store.RevokeAsync($"{stem}{writer}-{i}", null, default);
                Console.WriteLine($"{stem}{writer}-{i}");
            }
        })));
    }
}
