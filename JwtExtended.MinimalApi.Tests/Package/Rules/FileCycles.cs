namespace JwtExtended.MinimalApi.Tests.Package.Rules;

/// <summary>The strongly connected components of a graph of files (Tarjan 1972).</summary>
internal sealed class FileCycles
{
    private readonly IReadOnlyDictionary<string, SortedSet<string>> edges;

    private readonly Dictionary<string, int> order = [];

    private readonly Dictionary<string, int> lowest = [];

    private readonly Stack<string> open = new();

    private readonly List<SortedSet<string>> cycles = [];

    private FileCycles(IReadOnlyDictionary<string, SortedSet<string>> edges) => this.edges = edges;

    public static IReadOnlyList<SortedSet<string>> Of(IReadOnlyDictionary<string, SortedSet<string>> edges)
    {
        var search = new FileCycles(edges);
        foreach (var file in edges.Keys.Where(file => !search.order.ContainsKey(file)))
            search.Visit(file);

        return search.cycles;
    }

    private void Visit(string file)
    {
        order[file] = lowest[file] = order.Count;
        open.Push(file);
        foreach (var target in edges[file])
        {
            if (!order.ContainsKey(target))
                Visit(target);
            if (open.Contains(target))
                lowest[file] = Math.Min(lowest[file], lowest[target]);
        }

        if (lowest[file] == order[file])
            Close(file);
    }

    private void Close(string file)
    {
        var cycle = new SortedSet<string>(StringComparer.Ordinal);
        while (cycle.Add(open.Pop()) && !cycle.Contains(file))
        {
        }

        cycles.Add(cycle);
    }
}
