using System.Globalization;

namespace JwtExtended.MinimalApi.Mutation;

/// <summary>Prints the score of each folder, and the mutants that no test kills.</summary>
internal static class ScoreTable
{
    public static void Print(List<Mutant> mutants, IReadOnlyDictionary<int, MutantResult> decided)
    {
        foreach (var mutant in mutants)
        {
            if (decided[mutant.Id] is { IsUnnoticed: true } result)
                Console.WriteLine($"{result.State} {mutant.Id} {result.Place} [{mutant.Mutator}] {mutant.Source} => {OneLine(mutant)}");
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
