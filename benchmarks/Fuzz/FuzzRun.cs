using System.Globalization;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Fuzz;

/// <summary><c>-- fuzz</c>: mutated tokens by the hundred thousand, two threads on one service, for each algorithm.</summary>
internal static class FuzzRun
{
    private const int Threads = 2;

    public static async Task<int> RunAsync(Switches switches)
    {
        var count = switches.Number("count", 500_000);
        var seed = switches.Number("seed", Environment.TickCount & 0xffffff);
        Console.WriteLine($"Seed {seed}, {count} mutated tokens an algorithm, {Threads} threads on one service.\n");
        Console.WriteLine(
            "| algorithm | count | accepted | refused | max bytes | max bytes, signed | p50 us | p99.9 us | max us | (r, n - s) |");
        Console.WriteLine("|---|---:|---:|---|---:|---:|---:|---:|---:|---|");
        var violations = 0;
        foreach (var algorithm in switches.Algorithms(Enum.GetValues<JwtAlgorithm>()))
            violations += await RunAsync(algorithm, count, seed);
        Console.WriteLine(
            violations == 0 ? "\nNo violation." : $"\n{violations} violations. Repeat with: fuzz --count {count} --seed {seed}");
        return violations == 0 ? 0 : 1;
    }

    private static async Task<int> RunAsync(JwtAlgorithm algorithm, int count, int seed)
    {
        await using var target = new FuzzTarget(algorithm);
        var workers = Enumerable.Range(0, Threads).Select(i => new FuzzWorker(target, seed + i, count / Threads)).ToArray();
        var report = FuzzReport.Join(await Task.WhenAll(workers.Select(worker => Task.Run(worker.Run))));
        Print(target, report);
        return report.Violations.Count;
    }

    private static void Print(FuzzTarget target, FuzzReport report)
    {
        var refused = string.Join(", ", report.Refused.Select(pair => $"{pair.Key} {pair.Value}"));
        var times = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Microseconds(0.5):N1} | {report.Microseconds(0.999):N0} | {report.Microseconds(1):N0}");
        var bytes = $"{report.MaxBytes} | {report.MaxSignedBytes}";
        Console.WriteLine(
            $"| {target.Key.Algorithm} | {report.Count} | {report.Accepted} | {refused} | {bytes} | {times} | {TwinResult(target)} |");
        foreach (var violation in report.Violations)
            Console.WriteLine($"\nVIOLATION under {target.Key.Algorithm}: {violation}");
    }

    private static string TwinResult(FuzzTarget target)
    {
        if (TwinSignature.Of(target.Key, target.Good[0]) is not { } twin)
            return "";
        return target.Jwt.TryRead(twin, out _, out var error) ? "accepted" : error.Code.ToString();
    }
}
