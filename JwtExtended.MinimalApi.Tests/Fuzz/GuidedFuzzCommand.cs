using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Tests.Fuzz;

/// <summary><c>-- fuzz</c>: texts by the million, on one thread, each target with its share.</summary>
internal static class GuidedFuzzCommand
{
    public const string Heading =
        "| target | texts | a second | accepted | branches, first texts | branches | kept | max bytes | max ms | problems |\n"
        + "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|";

    private const double MaxMilliseconds = 50;

    /// <summary>Runs <c>--count</c> texts with the seed <c>--seed</c>, of all targets or those of <c>--target</c>.</summary>
    /// <returns>The reports.</returns>
    public static GuidedReport[] Run(Switches switches)
    {
        var count = switches.Number("count", 100_000);
        var seed = switches.Number("seed", Environment.TickCount & 0xffffff);
        var targets = switches.Text("target") is { } only ? only.Split(',') : [.. FuzzTargets.Names];
        using var context = new InstrumentedContext();
        var start = Stopwatch.GetTimestamp();
        Console.WriteLine($"{count} texts, seed {seed}.\n");
        Console.WriteLine(Heading);
        var reports = new List<GuidedReport>();
        foreach (var target in targets)
        {
            var texts = targets.Length == 1 ? count : FuzzTargets.ShareOf(target, count);
            reports.Add(JsonSerializer.Deserialize<GuidedReport>(context.Run(target, texts, seed))!);
            Console.WriteLine(RowOf(reports[^1]));
        }

        var problems = reports.SelectMany(report => report.Problems.Select(problem => $"{report.Target}: {problem}")).ToArray();
        Console.WriteLine($"\n{Stopwatch.GetElapsedTime(start).TotalSeconds:N0} s. {(problems.Length == 0 ? "No problem." : "")}");
        Array.ForEach(problems, problem => Console.WriteLine($"\nPROBLEM of {problem}"));
        return [.. reports];
    }

    /// <summary>Decides whether a run found nothing.</summary>
    public static bool IsClean(GuidedReport report) => report.Problems.Count == 0 && report.MaxMilliseconds <= MaxMilliseconds;

    public static string RowOf(GuidedReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {report.Target} | {report.Texts:N0} | {report.Texts / report.Seconds:N0} | {report.Accepted:N0} | {report.SeedBranches} "
        + $"| {report.Branches} | {report.Kept} | {report.MaxBytes:N0} | {report.MaxMilliseconds:N1} | {report.Problems.Count} |");
}
