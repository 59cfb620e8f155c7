using JwtExtended.MinimalApi.Tests.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.Support.Peers;

/// <summary>A process that writes into the same database file as others.</summary>
internal static class SqlitePeer
{
    /// <summary>When the sessions that processes exchange began.</summary>
    private static readonly DateTimeOffset Started = TestApp.Start;

    /// <summary>Exchanges the first token of sessions once it has read a line, and prints each result.</summary>
    public static async Task ExchangeAsync(string connection, string stem, int count)
    {
        await using var stores = new EntityFrameworkStores(options => options.UseSqlite(connection));
        using var store = stores.Open();
        // The first call compiles the query, so that both processes race.
        await store.ExchangeAsync(ExchangeOf($"{stem}-{Environment.ProcessId}"), default);
        Console.WriteLine(PeerProgram.Ready);
        Console.ReadLine();
        for (var i = 0; i < count; i++)
        {
            var result = await store.ExchangeAsync(ExchangeOf($"{stem}{i}"), default);
            Console.WriteLine($"{i} {result.Outcome} {result.Number} {result.At.ToUnixTimeMilliseconds()}");
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
                await store.RevokeTokenAsync($"{stem}{writer}-{i}", null, default);
                Console.WriteLine($"{stem}{writer}-{i}");
            }
        })));
    }

    private static SessionExchange ExchangeOf(string session) => new()
    {
        IdentityKey = "identity",
        SessionKey = session,
        EverythingKey = "everything",
        Number = 0,
        Started = Started,
        MayStart = true,
        GraceWindow = TimeSpan.FromHours(1),
        LostAnswerWindow = TimeSpan.FromDays(1),
        Expires = null,
    };
}
