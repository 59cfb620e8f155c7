using System.Diagnostics;
using System.Globalization;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>Look-ups, logins, refreshes and logouts over HTTP, while the store has more and more sessions.</summary>
internal static class SessionRun
{
    private static readonly int[] Sizes = [10, 10_000, 1_000_000];

    public static async Task RunAsync(Switches switches)
    {
        var sizes = switches.Numbers("sessions", Sizes).Order().ToArray();
        var (requests, connections) = (switches.Number("requests", 1000), switches.Number("connections", 16));
        var only = switches.Text("engine");
        await using var engines = await StoreEngines.StartAsync();
        foreach (var variant in engines.Variants.Where(static variant => variant is { SkipsCheck: false, IsCached: false }))
        {
            if (only is null || variant.Name.StartsWith(only, StringComparison.OrdinalIgnoreCase))
                await MeasureAsync(variant, sizes, requests, connections);
        }

        Console.WriteLine(
            $"\nMicroseconds a request of one client that sends {requests} one after the other, and requests a second over {connections} "
            + "connections. Client, server and database share the machine.");
    }

    private static async Task MeasureAsync(StoreVariant variant, int[] sizes, int requests, int connections)
    {
        Console.WriteLine($"\n| {variant.Name}: sessions | request | p50 | p99 | requests a second | p50 against {sizes[0]:N0} |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|");
        await using var app = await SessionApp.StartAsync(variant, BenchmarkKey.Generate(JwtAlgorithm.HS256));
        // Compiles the code.
        await app.MeasureAsync(requests, connections);
        var first = new Dictionary<string, double>();
        foreach (var size in sizes)
        {
            var clock = Stopwatch.StartNew();
            await app.FillAsync(size);
            Console.Error.WriteLine($"{variant.Name}: {size:N0} sessions after {clock.Elapsed.TotalSeconds:N0} s");
            foreach (var (name, (took, perSecond)) in await app.MeasureAsync(requests, connections))
            {
                Array.Sort(took);
                var (median, tail) = (Statistics.Percentile(took, 0.5), Statistics.Percentile(took, 0.99));
                first.TryAdd(name, median);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {size:N0} | {name} | {median:N0} | {tail:N0} | {perSecond:N0} | {median / first[name]:N2} |"));
            }
        }
    }
}
