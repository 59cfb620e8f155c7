namespace JwtExtended.MinimalApi.Mutation;

/// <summary>What was decided about a mutant: a line of the results.</summary>
/// <param name="Id">The mutant.</param>
/// <param name="Place">Its file and line.</param>
/// <param name="State">What the tests have shown.</param>
/// <param name="Test">The test that has decided, if one has.</param>
internal sealed record MutantResult(int Id, string Place, MutantState State, string Test)
{
    /// <summary>Whether no test notices the mutant.</summary>
    public bool IsUnnoticed => State is MutantState.Survived or MutantState.Uncovered;

    /// <summary>Reads the results of a run. Of a mutant that was decided again, the last line counts.</summary>
    public static Dictionary<int, MutantResult> Read(string file)
    {
        var results = new Dictionary<int, MutantResult>();
        foreach (var line in File.ReadLines(file))
        {
            var parts = line.Split('\t');
            var id = int.Parse(parts[0], null);
            results[id] = new MutantResult(id, parts[1], Enum.Parse<MutantState>(parts[2]), parts.ElementAtOrDefault(3) ?? "");
        }

        return results;
    }

    public string Format() => $"{Id}\t{Place}\t{State}\t{Test}";
}
