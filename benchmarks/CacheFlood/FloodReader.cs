using System.Diagnostics;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.CacheFlood;

/// <summary><c>-- flood-reader</c>: reads new tokens on many threads and reports what that cost its process.</summary>
internal static class FloodReader
{
    public const string Command = "flood-reader";

    public const string Result = "result ";

    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(Switches switches)
    {
        var key = BenchmarkKey.Generate(JwtAlgorithm.HS256);
        var cacheSize = switches.Number("cache", JwtHost.CacheSize);
        await WarmUpAsync(key, cacheSize);
        await using var host = JwtHost.Create(key, cacheSize);
        var texts = await NewTokens.CreateAsync(key, switches.Number("tokens", 200_000));
        await NewTokens.FillAsync(host, key);
        // Each collection moves what survives up by one generation: the texts must not be moved again while they are read.
        GC.Collect();
        GC.Collect();
        Console.WriteLine(Result + FloodCost.Of(() => Read(host, texts, switches.Number("threads", 64)), texts.Length).ToText());
        return 0;
    }

    // What the just-in-time compiler has not optimized yet costs several times as much.
    private static async Task WarmUpAsync(BenchmarkKey key, int cacheSize)
    {
        await using var host = JwtHost.Create(key, cacheSize);
        var texts = await NewTokens.CreateAsync(key, 4 * JwtHost.CacheSize);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < WarmUpTime;)
            Read(host, texts, count: 2);
    }

    private static void Read(JwtHost host, string[] texts, int count)
    {
        var next = -1;
        var threads = new Thread[count];
        for (var i = 0; i < count; i++)
        {
            threads[i] = new Thread(() =>
            {
                for (var turn = Interlocked.Increment(ref next); turn < texts.Length; turn = Interlocked.Increment(ref next))
                    NewTokens.Read(host, texts[turn]);
            });
            threads[i].Start();
        }

        foreach (var thread in threads)
            thread.Join();
    }
}
