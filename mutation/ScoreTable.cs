using System.Globalization;

namespace JwtExtended.MinimalApi.Mutation;

/// <summary>Prints the score of each folder, and the mutants that no test kills.</summary>
internal static class ScoreTable
{
    public static void Print(List<Mutant> mutants, IReadOnlyDictionary<int, (MutantState State, string Test)> decided)
    {
        foreach (var mutant in mutants)
        {
            var (state, test) = decided[mutant.Id];
            if (state is MutantState.Survived or MutantState.Uncovered)
            {
                var place = $"{state} {mutant.Id} {mutant.File}:{mutant.Line} [{mutant.Mutator}]";
                Console.WriteLine($"{place} {mutant.Source} => {OneLine(mutant)} {test}");
            }
        }

        Console.WriteLine();
        Console.WriteLine("| folder | killed | timeout | survived | uncovered | score |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var folder in mutants.GroupBy(static mutant => mutant.Folder))
        {
            int Count(MutantState state) => folder.Count(mutant => decided[mutant.Id].State == state);
            var score = 100.0 * (Count(MutantState.Killed) + Count(MutantState.Timeout)) / folder.Count();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {folder.Key} | {Count(MutantState.Killed)} | {Count(MutantState.Timeout)} | {Count(MutantState.Survived)} "
                    + $"| {Count(MutantState.Uncovered)} | {score:F1} % |"));
        }
    }

    private static string OneLine(Mutant mutant) =>
        string.Join(' ', mutant.Replacement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
