using System.Diagnostics;

namespace JwtExtended.MinimalApi.Mutation.Workers;

/// <summary>Runs every test by itself, without a mutant, and writes down which mutants it executes.</summary>
internal static class CoverageWorker
{
    public const string Command = "coverage";

    public static int Run(string output)
    {
        MutantSwitch.CaptureCoverage();
        var tests = new WarmTests();
        using var writer = new StreamWriter(output);

        // What executes while the tests load, executes no more afterwards: its mutants need a process of their own.
        var loaded = MutantSwitch.TakeCoverage().All;
        writer.WriteLine(new CoveringTest("", "(loading)", 0, Passed: true, [.. loaded], [.. loaded]).Format());
        foreach (var test in tests.ById.Values)
        {
            var clock = Stopwatch.StartNew();
            var failed = tests.Run([test]);
            var milliseconds = clock.Elapsed.TotalMilliseconds;
            var (all, initializers) = MutantSwitch.TakeCoverage();
            writer.WriteLine(
                new CoveringTest(test.Id, TestName.Of(test), milliseconds, failed is null, [.. all], [.. initializers]).Format());
        }

        return 0;
    }
}
