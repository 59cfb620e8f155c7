namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>No more than so many files use each other, directly or through others.</summary>
internal sealed class CycleRule(int most) : IRule
{
    public IEnumerable<string> Check(SourceCode code)
    {
        var edges = EdgesOf(code);

        return from cycle in FileCycles.Of(edges)
               where cycle.Count > most
               let uses = cycle.Select(file => $"  {file} -> {string.Join(", ", edges[file].Where(cycle.Contains))}")
               select $"{cycle.Count} files use each other, at most {most} may:\n{string.Join('\n', uses)}";
    }

    private static SortedDictionary<string, SortedSet<string>> EdgesOf(SourceCode code)
    {
        var edges = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var tree in code.Trees)
            edges.Add(tree.FilePath, new(StringComparer.Ordinal));
        foreach (var mention in code.Mentions)
        {
            if (code.FileOf(mention.Type) is { } target && target != mention.File)
                edges[mention.File].Add(target);
        }

        return edges;
    }
}
