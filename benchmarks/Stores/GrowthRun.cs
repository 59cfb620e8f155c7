using System.Diagnostics;
using System.Globalization;
using JwtExtended.MinimalApi.Benchmarks.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>The cost of a lookup, an entry and a sweep, while more and more is revoked.</summary>
internal static class GrowthRun
{
    private const int MemoryLookups = 200_000;
    private const int RedisLookups = 3_000;
    private const int WarmUp = 1_000;
    // With fewer the fixed costs hide what an entry takes.
    private const int EnoughForBytes = 100_000;
    // An entry expires five minutes after its token.
    private const int MinutesOfAnEntry = 6;

    private static readonly int[] Sizes = [10, 1_000, 100_000, 1_000_000];
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(Switches switches)
    {
        var key = BenchmarkKey.Generate(JwtAlgorithm.HS256);
        var largest = switches.Number("entries", Sizes[^1]);
        // Compiles the code.
        await MeasureMemoryAsync(key, WarmUp);
        Console.WriteLine(
            "\n| memory: tokens revoked | ns a read, its lookup included | bytes an entry "
            + "| ms a sweep that removes nothing | ms a sweep that removes half |");
        Console.WriteLine("|---:|---:|---:|---:|---:|");
        foreach (var size in Sizes.Where(size => size <= largest))
            Print(size, await MeasureMemoryAsync(key, size));
        try
        {
            await MeasureRedisAsync(key, Sizes.Where(size => size <= largest));
        }
        catch (EngineMissingException e)
        {
            Console.WriteLine($"Redis {e.Message}");
        }
    }

    private static async Task<double[]> MeasureMemoryAsync(BenchmarkKey key, int size)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = JwtHost.Create(key, KnownTokens.CacheSize, register: services => services.AddSingleton<TimeProvider>(time));
        var known = new KnownTokens(host.Jwt);
        await known.RevokeAsync(1, Minute);
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        // Every other one outlives the sweep.
        await known.RevokeAsync(size / 2, Minute);
        await known.RevokeAsync(size - size / 2, JwtHost.Lifetime);
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - empty) / (double)size;
        var lookup = await known.ReadAsync(MemoryLookups);

        // Advancing the clock runs the sweep, and returns when it has ended.
        var sweeps = new List<double>();
        while (sweeps.Count < MinutesOfAnEntry)
        {
            var clock = Stopwatch.StartNew();
            time.Advance(Minute);
            sweeps.Add(clock.Elapsed.TotalMilliseconds);
        }

        return [lookup, bytes, Statistics.Median(sweeps.SkipLast(1)), sweeps[^1]];
    }

    private static async Task MeasureRedisAsync(BenchmarkKey key, IEnumerable<int> sizes)
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "no");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Connection + ",allowAdmin=true");
        var redis = connection.GetServers().Single();
        Console.WriteLine("\n| Redis: tokens revoked | ns a read, its lookup included | bytes an entry |");
        Console.WriteLine("|---:|---:|---:|");
        foreach (var size in sizes)
        {
            await redis.FlushAllDatabasesAsync();
            await using var host = JwtHost.Create(key, KnownTokens.CacheSize, options => options.Revocation.UseRedis(server.Connection));
            var known = new KnownTokens(host.Jwt);
            await known.RevokeAsync(1, JwtHost.Lifetime);
            var empty = await UsedMemoryAsync(redis);
            await known.RevokeAsync(size, JwtHost.Lifetime);
            var bytes = (await UsedMemoryAsync(redis) - empty) / size;
            Print(size, [await known.ReadAsync(RedisLookups), bytes]);
        }
    }

    private static async Task<double> UsedMemoryAsync(IServer redis) =>
        double.Parse(
            (await redis.InfoAsync("memory")).SelectMany(section => section).Single(line => line.Key == "used_memory").Value,
            CultureInfo.InvariantCulture);

    // The lookup, the bytes, and the sweeps if there are any.
    private static void Print(int size, double[] figures)
    {
        var bytes = size >= EnoughForBytes ? figures[1].ToString("N0", CultureInfo.InvariantCulture) : "";
        var sweeps = string.Concat(figures.Skip(2).Select(sweep => string.Create(CultureInfo.InvariantCulture, $" {sweep:N1} |")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size:N0} | {figures[0]:N0} | {bytes} |{sweeps}"));
    }
}
