using System.Diagnostics;
using JwtExtended.MinimalApi.Mutation.Workers;

namespace JwtExtended.MinimalApi.Mutation;

/// <summary>Injects the mutants, finds the covering tests, runs them and prints the scores.</summary>
internal static class MutationRun
{
    private const string Reuse = "--reuse";
    private const string Survivors = "--survivors";
    private const string Workers = "--workers=";
    private const string Seconds = "--seconds=";

    public static async Task<int> RunAsync(string[] args)
    {
        var (reuse, again) = (args.Contains(Reuse), args.Contains(Survivors));
        if (again && !reuse)
        {
            Console.Error.WriteLine($"{Survivors} decides mutants of the last run again. Add {Reuse}.");
            return 1;
        }

        var workers = ValueOf(args, Workers) ?? 2;
        TimeSpan? limit = ValueOf(args, Seconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        if (!reuse)
            await Injection.InjectAsync();
        Injection.PrepareWorkers();
        var tests = reuse && HasCoverage() ? CoveringTest.Read(Injection.Coverage) : await FindCoverageAsync();
        var queue = new MutantQueue(tests, limit);
        var mutants = Mutant.Read(Injection.Report);
        var paths = args.Where(static arg => !arg.StartsWith('-')).ToArray();
        var chosen = mutants.Where(mutant => paths.Length == 0 || paths.Any(mutant.File.StartsWith)).ToList();
        var decided = again ? await DecideAgainAsync(queue, chosen, workers) : await DecideAsync(queue, chosen, workers);

        ScoreTable.Print([.. mutants.Where(mutant => decided.ContainsKey(mutant.Id))], decided);
        return 0;
    }

    private static async Task<IReadOnlyDictionary<int, MutantResult>> DecideAsync(MutantQueue queue, List<Mutant> mutants, int workers)
    {
        await File.WriteAllTextAsync(Injection.Results, "");
        return await queue.DecideAsync(mutants, workers);
    }

    // What is decided again is added to the results, so that nothing is lost where this is stopped, and replaces it at the end.
    private static async Task<IReadOnlyDictionary<int, MutantResult>> DecideAgainAsync(
        MutantQueue queue, List<Mutant> mutants, int workers)
    {
        var results = MutantResult.Read(Injection.Results);
        var survivors = mutants.Where(mutant => results.GetValueOrDefault(mutant.Id) is { IsUnnoticed: true });
        foreach (var (id, result) in await queue.DecideAsync(survivors, workers))
            results[id] = result;
        await File.WriteAllLinesAsync(Injection.Results, results.Values.Select(static result => result.Format()));
        return results;
    }

    // Tests that were built later have other ids, and may execute other mutants.
    private static bool HasCoverage() => File.Exists(Injection.Coverage)
        && File.GetLastWriteTimeUtc(Injection.Coverage) > File.GetLastWriteTimeUtc(Injection.Tests);

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
