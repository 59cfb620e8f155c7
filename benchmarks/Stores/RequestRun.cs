using System.Globalization;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>Requests over HTTP to an app on each store, in turns.</summary>
internal static class RequestRun
{
    public static async Task RunAsync(Switches switches)
    {
        var (requests, rounds) = (switches.Number("requests", 2000), switches.Number("rounds", 9));
        var connections = switches.Number("connections", 16);
        await using var engines = await StoreEngines.StartAsync();
        var key = BenchmarkKey.Generate(JwtAlgorithm.HS256);
        var apps = new List<StoreApp>();
        try
        {
            foreach (var variant in engines.Variants)
                apps.Add(await StoreApp.StartAsync(variant, key));
            foreach (var app in apps)
                await app.SendAsync(requests, connections);
            Print(await MeasureAsync(apps, requests, rounds, connections));
        }
        finally
        {
            foreach (var app in apps)
                await app.DisposeAsync();
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\nMicroseconds a request of one client that sends one after the other, and requests a second over {connections} connections: "
            + $"medians of {rounds} rounds of {requests} requests. Client and server share the machine."));
    }

    private static async Task<Measured[]> MeasureAsync(List<StoreApp> apps, int requests, int rounds, int connections)
    {
        var measured = apps.ConvertAll(app => new Measured(app.Variant.Name)).ToArray();
        // The stores take turns, each round starts with another one, so that other load on the machine affects all of them.
        for (var turn = 0; turn < rounds * apps.Count; turn++)
        {
            var i = (turn + turn / apps.Count) % apps.Count;
            measured[i].Add(await apps[i].SendAsync(requests));
            measured[i].PerSecond.Add(await apps[i].SendAsync(requests, connections));
        }

        return measured;
    }

    private static void Print(Measured[] measured)
    {
        Console.WriteLine("| store | p50 | p99 | adds to p50 | adds to p99 | requests a second |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (var store in measured)
        {
            var (median, tail) = (Statistics.Median(store.Medians), Statistics.Median(store.Tails));
            var perSecond = Statistics.Median(store.PerSecond);
            var (addedMedian, addedTail) = (Added(store.Medians, measured[0].Medians), Added(store.Tails, measured[0].Tails));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {store.Name} | {median:N0} | {tail:N0} | {addedMedian:N0} | {addedTail:N0} | {perSecond:N0} |"));
        }
    }

    // Differences within a round, during which other load on the machine is much the same for both.
    private static double Added(List<double> store, List<double> none) =>
        Statistics.Median(store.Zip(none, static (with, without) => with - without));

    private sealed record Measured(string Name)
    {
        /// <summary>The p50 of each round.</summary>
        public List<double> Medians { get; } = [];

        /// <summary>The p99 of each round.</summary>
        public List<double> Tails { get; } = [];

        public List<double> PerSecond { get; } = [];

        public void Add(double[] microseconds)
        {
            Array.Sort(microseconds);
            Medians.Add(Statistics.Percentile(microseconds, 0.5));
            Tails.Add(Statistics.Percentile(microseconds, 0.99));
        }
    }
}
