using System.Diagnostics;
using JwtExtended.MinimalApi.Mutation.Workers;

namespace JwtExtended.MinimalApi.Mutation;

/// <summary>Injects the mutants, finds the covering tests, runs them and prints the scores.</summary>
internal static class MutationRun
{
    private const string Reuse = "--reuse";
    private const string Workers = "--workers=";
    private const string Seconds = "--seconds=";

    public static async Task<int> RunAsync(string[] args)
    {
        var reuse = args.Contains(Reuse);
        var workers = ValueOf(args, Workers) ?? 2;
        TimeSpan? limit = ValueOf(args, Seconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var paths = args.Where(static arg => !arg.StartsWith('-')).ToArray();

        if (!reuse)
            await Injection.InjectAsync();
        Injection.PrepareWorkers();
        var tests = reuse && File.Exists(Injection.Coverage) ? CoveringTest.Read(Injection.Coverage) : await FindCoverageAsync();
        var mutants = Mutant.Read(Injection.Report).Where(mutant => paths.Length == 0 || paths.Any(mutant.File.StartsWith)).ToList();
        var decided = await new MutantQueue(tests, limit).DecideAsync(mutants, workers);

        ScoreTable.Print(mutants, decided);
        return 0;
    }

    private static int? ValueOf(string[] args, string name) =>
        args.FirstOrDefault(arg => arg.StartsWith(name, StringComparison.Ordinal)) is { } arg ? int.Parse(arg[name.Length..], null) : null;

    private static async Task<List<CoveringTest>> FindCoverageAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Injection.Worker, CoverageWorker.Command, Injection.Coverage])
        {
            RedirectStandardOutput = true,
        })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException("The tests could not be loaded. The output above says why.");
        var tests = CoveringTest.Read(Injection.Coverage);
        Console.WriteLine($"{tests.Count(static test => test.TakesPart) - 1} tests take part");
        foreach (var test in tests.Where(static test => !test.TakesPart))
            Console.WriteLine($"  not {test.Name}: {(test.Passed ? $"{test.Milliseconds:F0} ms" : "it fails")}");
        return tests;
    }
}
