using System.Text.Json;
using System.Text.RegularExpressions;

namespace JwtExtended.MinimalApi.Mutation;

/// <summary>A mutant that Stryker has compiled.</summary>
internal sealed partial record Mutant(int Id, string File, int Line, string Mutator, string Source, string Replacement)
{
    /// <summary>Whether it is in the initializer of a static member, which executes once in a process.</summary>
    public required bool IsStatic { get; init; }

    public string Folder => File[..File.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Reads the report of Stryker, without the mutants that do not compile or that the configuration ignores.</summary>
    /// <returns>The mutants in the order of their files.</returns>
    public static List<Mutant> Read(string report)
    {
        using var json = JsonDocument.Parse(System.IO.File.ReadAllText(report));
        var mutants = json.RootElement.GetProperty("files").EnumerateObject().SelectMany(static file => Read(file.Name, file.Value));
        return [.. mutants.OrderBy(static mutant => mutant.File, StringComparer.Ordinal).ThenBy(static mutant => mutant.Line)];
    }

    private static List<Mutant> Read(string path, JsonElement file)
    {
        var name = path.Replace('\\', '/');
        const string project = "/JwtExtended.MinimalApi/";
        if (name.LastIndexOf(project, StringComparison.Ordinal) is >= 0 and var at)
            name = name[(at + project.Length)..];
        var lines = file.GetProperty("source").GetString()!.Split('\n');
        var mutants = new List<Mutant>();
        foreach (var mutant in file.GetProperty("mutants").EnumerateArray())
        {
            if (mutant.GetProperty("status").GetString() is "CompileError" or "Ignored")
                continue;
            var line = mutant.GetProperty("location").GetProperty("start").GetProperty("line").GetInt32();
            mutants.Add(new Mutant(
                int.Parse(mutant.GetProperty("id").GetString()!, null),
                name,
                line,
                mutant.GetProperty("mutatorName").GetString()!,
                lines[line - 1].Trim(),
                mutant.TryGetProperty("replacement", out var replacement) ? replacement.GetString()! : "")
            {
                IsStatic = IsInStaticInitializer(lines, line - 1),
            });
        }

        return mutants;
    }

    private static bool IsInStaticInitializer(string[] lines, int line)
    {
        while (!StaticInitializer().IsMatch(lines[line]))
        {
            if (line == 0 || lines[line - 1].TrimEnd() is "" or [.., ';' or '{' or '}'])
                return false;
            line--;
        }

        return true;
    }

    [GeneratedRegex(@"\bstatic readonly .* =|\bstatic .*\{ get; \} =")]
    private static partial Regex StaticInitializer();
}
