using System.Diagnostics;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Pipeline;

/// <summary><c>-- pipeline</c>: what a protected route adds to a request, from the bytes of the request to those of the response.</summary>
internal static class PipelineRun
{
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(Switches switches)
    {
        var (variants, costs, waits) = await MeasureAsync(switches);
        PipelineTable.Print(variants, costs);
        Console.WriteLine($"\nA request, {ThreadTime.Description}: lower quartile of {Rounds(switches)} rounds of {Requests(switches)} "
            + $"requests, and of {Repetitions(switches)} repetitions of that (ratio: least to most). "
            + $"Responses that came from another thread: {waits}.");
        return 0;
    }

    /// <summary>Measures every variant, once in each repetition.</summary>
    public static async Task<(PipelineVariant[] Variants, Dictionary<string, List<Cost>> Costs, long Waits)> MeasureAsync(Switches switches)
    {
        var apps = new List<PipelineApp>();
        var hosts = new Dictionary<(Delegate Map, Delegate Register), PipelineHost>();
        try
        {
            foreach (var variant in await CreateVariantsAsync(switches.Text("scheme") == "true"))
            {
                if (!hosts.TryGetValue((variant.Map, variant.Register), out var host))
                    hosts.Add((variant.Map, variant.Register), host = await PipelineHost.StartAsync(variant));
                apps.Add(new PipelineApp(variant, host));
            }

            apps.ForEach(static app => app.Check());
            // The work has a thread to itself: no await, whose continuation could go to another one.
            return Measure(apps, Repetitions(switches), Rounds(switches), Requests(switches));
        }
        finally
        {
            apps.ForEach(static app => app.Dispose());
            foreach (var host in hosts.Values)
                await host.DisposeAsync();
        }
    }

    private static int Repetitions(Switches switches) => switches.Number("repetitions", 9);

    private static int Rounds(Switches switches) => switches.Number("rounds", 300);

    private static int Requests(Switches switches) => switches.Number("requests", 300);

    private static async Task<PipelineVariant[]> CreateVariantsAsync(bool ofScheme)
    {
        var key = BenchmarkKey.Generate(JwtAlgorithm.HS256);
        await using var host = JwtHost.Create(key);
        var variants = new PipelineVariants(key, host.Jwt.Keys.Signing.Kid, host.CreateToken());
        return ofScheme ? variants.OfScheme() : variants.All();
    }

    private static (PipelineVariant[] Variants, Dictionary<string, List<Cost>> Costs, long Waits) Measure(
        List<PipelineApp> apps, int repetitions, int rounds, int requests)
    {
        apps.ForEach(static app => WarmUp(app.Get));
        var waits = apps.Sum(static app => app.Waits);
        var costs = apps.ToDictionary(static app => app.Variant.Name, static _ => new List<Cost>());
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            foreach (var (name, cost) in MeasureOnce(apps, rounds, requests))
                costs[name].Add(cost);
        }

        return ([.. apps.Select(static app => app.Variant)], costs, apps.Sum(static app => app.Waits) - waits);
    }

    private static void WarmUp(Action get)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < WarmUpTime)
            get();
    }

    private static IEnumerable<(string Name, Cost Cost)> MeasureOnce(List<PipelineApp> apps, int rounds, int requests)
    {
        var costs = apps.ConvertAll(static _ => new List<Cost>());
        // The variants take turns, each round from another one on, so that a busy moment of the machine meets all of them.
        for (var turn = 0; turn < rounds * apps.Count; turn++)
        {
            var i = (turn + turn / apps.Count) % apps.Count;
            // The first requests find the processor's caches full of the previous variant.
            Cost.Of(apps[i].Get, requests / 10);
            costs[i].Add(Cost.Of(apps[i].Get, requests));
        }

        return apps.Select((app, i) => (app.Variant.Name, Cost.LowerQuartile(costs[i])));
    }
}
