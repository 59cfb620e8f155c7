using System.Globalization;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.CacheFlood;

/// <summary>New tokens on many threads, each run in a process of its own: without a cache, and with a full one.</summary>
internal static class ThreadedFlood
{
    // A youngest generation of 4 MiB: else its size, and with it the number of collections, depends on the processor's caches.
    private static readonly (string Name, string Value)[] Collector = [("DOTNET_gcServer", "0"), ("DOTNET_GCgen0size", "400000")];

    public static async Task RunAsync(int tokens, int threads, int runs)
    {
        var (without, with) = (new List<FloodCost>(), new List<FloodCost>());
        for (var run = 0; run < runs; run++)
        {
            without.Add(await MeasureAsync(0, tokens, threads));
            with.Add(await MeasureAsync(JwtHost.CacheSize, tokens, threads));
        }

        Console.WriteLine($"| {threads} threads | GC pauses in ms (least to most) | ratio | collections | ns a read | waits for a lock |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        Print("no cache", without, without);
        Print(string.Create(CultureInfo.InvariantCulture, $"full cache of {JwtHost.CacheSize:N0}"), with, without);
        Console.WriteLine($"\n{tokens} new tokens, processor time of the process: medians of {runs} processes each.");
    }

    private static async Task<FloodCost> MeasureAsync(int cacheSize, int tokens, int threads)
    {
        string[] arguments = [FloodReader.Command, "--cache", Text(cacheSize), "--tokens", Text(tokens), "--threads", Text(threads)];
        await using var reader = ChildProcess.Start(arguments, Collector);
        return FloodCost.Parse(await reader.ReadLineAsync(FloodReader.Result));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Print(string name, List<FloodCost> costs, List<FloodCost> without)
    {
        var pauses = costs.ConvertAll(static cost => cost.PauseMilliseconds);
        var pause = Statistics.Median(pauses);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {pause:N0} ({pauses.Min():N0} to {pauses.Max():N0}) "
            + $"| {pause / Statistics.Median(without.Select(static cost => cost.PauseMilliseconds)):N2} "
            + $"| {Statistics.Median(costs.Select(static cost => cost.Collections)):N0} "
            + $"| {Statistics.Median(costs.Select(static cost => cost.Nanoseconds)):N0} "
            + $"| {Statistics.Median(costs.Select(static cost => cost.Contentions)):N0} |"));
    }
}
