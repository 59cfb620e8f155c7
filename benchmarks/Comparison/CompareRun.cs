using System.Text.Json;
using JwtExtended.MinimalApi.Benchmarks.Pipeline;
using JwtExtended.MinimalApi.Benchmarks.Refresh;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Comparison;

/// <summary><c>-- compare</c>: what moved since the recorded run.</summary>
internal static class CompareRun
{
    // The rounds of the refresh are divided into as many repetitions.
    private const int Parts = 5;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> RunAsync(Switches switches)
    {
        var file = switches.Text("file") ?? "benchmarks/recorded.json";
        var run = new FigureRecord(FigureRecord.ThisMachine, await MeasureAsync(switches));
        if (switches.Text("record") == "true")
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(run, Json) + "\n");
            Console.WriteLine($"{run.Figures.Count} figures of {run.Machine} are recorded in {file}.");
            return 0;
        }

        if (!File.Exists(file))
            return Fail($"There is no recorded run in {file}. Record one: -- compare --record true");
        var recorded = JsonSerializer.Deserialize<FigureRecord>(await File.ReadAllTextAsync(file), Json)!;
        if (recorded.Machine != run.Machine)
            return Fail($"The recorded run is of {recorded.Machine}, this is {run.Machine}. Record one here: -- compare --record true");
        var moved = run.MovedSince(recorded).ToArray();
        Console.WriteLine(moved.Length == 0
            ? $"None of {run.Figures.Count} figures moved beyond its noise."
            : string.Join('\n', moved));
        return moved.Length == 0 ? 0 : 1;
    }

    private static async Task<SortedDictionary<string, Figure>> MeasureAsync(Switches switches)
    {
        var figures = new SortedDictionary<string, Figure>(StringComparer.Ordinal);
        var (variants, pipeline, _) = await PipelineRun.MeasureAsync(switches);
        foreach (var variant in variants.Where(static variant => variant.Name != variant.Baseline))
            figures[$"pipeline: {variant.Name}"] = FigureOf(pipeline[variant.Name], pipeline[variant.Baseline]);
        var refresh = await RefreshCostRun.MeasureAsync(switches);
        var baseline = InParts(refresh.First().Value);
        foreach (var (name, costs) in refresh.Skip(1))
            figures[$"refresh: {name}"] = FigureOf(InParts(costs), baseline);
        return figures;
    }

    private static List<Cost> InParts(List<Cost> rounds) => [.. rounds.Chunk(Math.Max(1, rounds.Count / Parts)).Select(Cost.LowerQuartile)];

    private static Figure FigureOf(List<Cost> costs, List<Cost> open) => Figure.Of(
        costs.Zip(open, static (one, other) => one.Nanoseconds / other.Nanoseconds),
        Math.Round(Cost.LowerQuartile(costs).Bytes - Cost.LowerQuartile(open).Bytes));

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 2;
    }
}
