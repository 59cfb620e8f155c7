using System.Globalization;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.CacheFlood;

/// <summary>New tokens one after the other: without a cache, and with a full one.</summary>
internal static class SingleThreadFlood
{
    private const int Batch = 200;

    public static async Task RunAsync(int tokens, int repetitions)
    {
        var key = BenchmarkKey.Generate(JwtAlgorithm.HS256);
        var texts = await NewTokens.CreateAsync(key, tokens);
        var (without, with) = (new List<Cost>(), new List<Cost>());
        // What is read in the first one only compiles.
        for (var repetition = 0; repetition <= repetitions; repetition++)
        {
            var (off, on) = await MeasureAsync(key, texts);
            if (repetition == 0)
                continue;
            without.Add(off);
            with.Add(on);
        }

        Print(without, with);
        Console.WriteLine($"\nA read of a new token, {ThreadTime.Description}: lower quartile of rounds of {Batch} tokens, and of "
            + $"{repetitions}"
            + $" repetitions of that (ratio: least to most), with {tokens} tokens.\n");
    }

    private static async Task<(Cost Off, Cost On)> MeasureAsync(BenchmarkKey key, string[] texts)
    {
        await using var without = JwtHost.Create(key, cacheSize: 0);
        await using var with = JwtHost.Create(key);
        await NewTokens.FillAsync(with, key);
        var (off, on) = (new List<Cost>(), new List<Cost>());
        // The two take turns and share no token, so that neither finds its tokens in the processor's caches.
        var batches = texts.Chunk(Batch).ToArray();
        for (var i = 0; i < batches.Length; i++)
            (i % 2 == 0 ? off : on).Add(Read(i % 2 == 0 ? without : with, batches[i]));
        return (Cost.LowerQuartile(off), Cost.LowerQuartile(on));
    }

    private static Cost Read(JwtHost host, string[] texts)
    {
        var next = 0;
        return Cost.Of(() => NewTokens.Read(host, texts[next++]), texts.Length);
    }

    private static void Print(List<Cost> without, List<Cost> with)
    {
        var (off, on) = (Cost.LowerQuartile(without), Cost.LowerQuartile(with));
        var ratios = with.Zip(without, static (one, other) => one.Nanoseconds / other.Nanoseconds).ToArray();
        Console.WriteLine("| one thread | ns a read | ratio | bytes a read |");
        Console.WriteLine("|---|---:|---:|---:|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| no cache | {off.Nanoseconds:N0} | 1.000 | {off.Bytes:N0} |"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| full cache of {JwtHost.CacheSize:N0} | {on.Nanoseconds:N0} "
            + $"| {on.Nanoseconds / off.Nanoseconds:N3} ({ratios.Min():N3} to {ratios.Max():N3}) | {on.Bytes:N0} |"));
    }
}
