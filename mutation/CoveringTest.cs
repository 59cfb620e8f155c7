namespace JwtExtended.MinimalApi.Mutation;

/// <summary>A test that takes part, and the mutants it executes.</summary>
internal sealed record CoveringTest(string Id, string Name, double Milliseconds, bool Passed, HashSet<int> Mutants, HashSet<int> Static)
{
    // A test that is this slow costs more runs than it kills mutants.
    private const double Limit = 10_000;

    public bool TakesPart => Passed && Milliseconds < Limit;

    public static List<CoveringTest> Read(string file) => [.. File.ReadLines(file).Select(Parse)];

    public string Format() =>
        FormattableString.Invariant($"{Id}\t{Name}\t{Milliseconds:F1}\t{Passed}\t{string.Join(',', Mutants)}\t{string.Join(',', Static)}");

    private static CoveringTest Parse(string line)
    {
        var parts = line.Split('\t');
        var milliseconds = double.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture);
        return new CoveringTest(parts[0], parts[1], milliseconds, bool.Parse(parts[3]), Ids(parts[4]), Ids(parts[5]));
    }

    private static HashSet<int> Ids(string list) =>
        [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static id => int.Parse(id, null))];
}
