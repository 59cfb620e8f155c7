using System.Diagnostics;
using System.Globalization;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Revocation.Memory;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Support.Peers;

/// <summary>What revocations in memory cost, measured in a process that does nothing else.</summary>
internal static class MemoryFigures
{
    public const string BytesPerEntry = "bytes an entry";

    private const int Lookups = 1_000_000;

    public static async Task PrintAsync(int entries)
    {
        var time = new FakeTimeProvider(TestApp.Start);
        using var store = new MemoryJwtStore(time);
        var maker = new StoreKeyFactory("issuer");
        await using var service = new TestService();
        var keys = new StoreKeys(maker, service.Read(service.Jwt.CreateTokenPair("alice").AccessToken));

        var empty = GC.GetTotalMemory(forceFullCollection: true);
        var write = Stopwatch.StartNew();
        var longest = TimeSpan.Zero;
        for (var i = 0; i < entries; i++)
        {
            var one = Stopwatch.GetTimestamp();
            await store.RevokeTokenAsync(
                maker.ForTicket(i.ToString(CultureInfo.InvariantCulture)), TestApp.Start.AddSeconds(1 + i % 2 * 3600), default);
            longest = Max(longest, Stopwatch.GetElapsedTime(one));
        }

        write.Stop();
        Print("entries", store.Count);
        Print(BytesPerEntry, (GC.GetTotalMemory(forceFullCollection: true) - empty) / (double)entries);
        Print("nanoseconds a revocation, its key included", write.Elapsed.TotalNanoseconds / entries);
        Print("milliseconds of the longest revocation", longest.TotalMilliseconds);
        await LookUpAsync(store, keys, "nanoseconds a lookup of four entries");
        await SweepAsync(store, keys, time);
    }

    private static async Task LookUpAsync(MemoryJwtStore store, StoreKeys keys, string what)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Lookups; i++)
            await store.FindAsync(keys, default);
        Print(what, clock.Elapsed.TotalNanoseconds / Lookups);
        Print("bytes allocated a lookup", (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)Lookups);
    }

    // A reader during the sweep shows whether lookups wait for it.
    private static async Task SweepAsync(MemoryJwtStore store, StoreKeys keys, FakeTimeProvider time)
    {
        time.SetUtcNow(TestApp.Start.AddSeconds(2));
        using var done = new CancellationTokenSource();
        var longest = TimeSpan.Zero;
        var reader = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var one = Stopwatch.GetTimestamp();
                await store.FindAsync(keys, default);
                longest = Max(longest, Stopwatch.GetElapsedTime(one));
            }
        });
        var clock = Stopwatch.StartNew();
        store.Sweep();
        clock.Stop();
        await done.CancelAsync();
        await reader;
        Print("milliseconds of a sweep that removes half", clock.Elapsed.TotalMilliseconds);
        Print("milliseconds of the longest lookup beside it", longest.TotalMilliseconds);
        clock.Restart();
        store.Sweep();
        Print("milliseconds of a sweep that removes nothing", clock.Elapsed.TotalMilliseconds);
        Print("entries left", store.Count);
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static void Print(string what, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {value:0.###}"));
}
