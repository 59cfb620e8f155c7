using System.Collections.Concurrent;
using JwtExtended.MinimalApi.Mutation.Workers;

namespace JwtExtended.MinimalApi.Mutation;

/// <summary>Has the mutants decided by several workers at a time.</summary>
/// <param name="tests">The tests that take part.</param>
/// <param name="limit">How long the tests of one mutant take at most; <see langword="null"/> = all of them run.</param>
internal sealed class MutantQueue(List<CoveringTest> tests, TimeSpan? limit)
{
    private readonly HashSet<int> _initializers = [.. tests.SelectMany(static test => test.Static)];
    private readonly CoveringTest[] _tests =
        [.. tests.Where(static test => test.Id.Length > 0 && test.TakesPart).OrderBy(static test => test.Milliseconds)];
    private readonly ConcurrentQueue<Mutant> _waiting = [];
    private readonly ConcurrentDictionary<int, MutantResult> _decided = [];
    private readonly ConcurrentDictionary<(string File, string Test), int> _kills = [];
    private readonly Lock _lock = new();

    /// <summary>Decides mutants, and adds a line to the results for each.</summary>
    /// <returns>What was decided.</returns>
    public async Task<IReadOnlyDictionary<int, MutantResult>> DecideAsync(IEnumerable<Mutant> mutants, int workers)
    {
        foreach (var mutant in mutants)
            _waiting.Enqueue(mutant);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync)));
        return _decided;
    }

    private async Task WorkAsync()
    {
        WorkerProcess? warm = null;
        while (_waiting.TryDequeue(out var mutant))
        {
            var covering = Choose(mutant);
            if (IsStatic(mutant))
                Note(mutant, await AskAloneAsync(mutant, covering));
            else if (covering.Count == 0)
                Note(mutant, nameof(MutantState.Uncovered));
            else
            {
                warm ??= new WorkerProcess();
                var answer = await warm.AskAsync(mutant.Id, covering);
                if (answer is null || answer.StartsWith(nameof(MutantState.Timeout), StringComparison.Ordinal)
                    || answer.StartsWith(MutantWorker.Restart, StringComparison.Ordinal))
                {
                    warm.Dispose();
                    warm = null;
                    answer = await AskAloneAsync(mutant, covering);
                }

                Note(mutant, answer);
            }
        }

        warm?.Dispose();
    }

    // What has killed a mutant of the same file is likely to kill the next one. Then come the tests that are called like the file, those of
    // its folder, and the quickest ones that execute little else.
    private List<CoveringTest> Choose(Mutant mutant)
    {
        var left = limit?.TotalMilliseconds ?? double.PositiveInfinity;
        return [.. _tests.Where(test => test.Mutants.Contains(mutant.Id))
            .OrderByDescending(test => _kills.GetValueOrDefault((mutant.File, test.Name)))
            .ThenByDescending(test => ClosenessOf(test, mutant))
            .ThenBy(static test => test.Milliseconds * test.Mutants.Count)
            .TakeWhile(test => (left -= test.Milliseconds) > 0)];
    }

    // "Endpoints/FilterFactoryRule.cs" and "...Tests.Endpoints.FilterFactoryTests.A_global_filter...".
    private static int ClosenessOf(CoveringTest test, Mutant mutant)
    {
        const int similar = 6;
        var fixture = test.Name.Split('(')[0].Split('.').SkipLast(1).LastOrDefault() ?? "";
        var common = fixture.Zip(Path.GetFileNameWithoutExtension(mutant.File)).TakeWhile(static pair => pair.First == pair.Second).Count();
        return common >= similar ? common : test.Name.Contains($".Tests.{mutant.Folder}.", StringComparison.Ordinal) ? 1 : 0;
    }

    private bool IsStatic(Mutant mutant) => mutant.IsStatic || _initializers.Contains(mutant.Id);

    // An initializer executes in whichever test comes first, so any test may notice a mutant in it.
    private async Task<string> AskAloneAsync(Mutant mutant, List<CoveringTest> covering)
    {
        var asked = IsStatic(mutant) ? covering.Concat(_tests.Except(covering)) : covering;
        using var worker = new WorkerProcess(mutant.Id);
        return await worker.AskAsync(mutant.Id, asked) ?? $"{nameof(MutantState.Killed)}\t(the process crashes)";
    }

    private void Note(Mutant mutant, string answer)
    {
        var parts = answer.Split('\t');
        var place = $"{mutant.File}:{mutant.Line}";
        var result = new MutantResult(mutant.Id, place, Enum.Parse<MutantState>(parts[0]), parts.ElementAtOrDefault(1) ?? "");
        _decided[mutant.Id] = result;
        if (result.State == MutantState.Killed)
            _kills.AddOrUpdate((mutant.File, result.Test), 1, static (_, kills) => kills + 1);
        lock (_lock)
            File.AppendAllLines(Injection.Results, [result.Format()]);
        if (_decided.Count % 100 == 0)
            Console.WriteLine($"{_decided.Count} mutants decided, {_waiting.Count} waiting");
    }
}
