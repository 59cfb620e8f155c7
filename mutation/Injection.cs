using System.Diagnostics;

namespace JwtExtended.MinimalApi.Mutation;

/// <summary>Lets Stryker compile all mutants into the package, and prepares the folder from which the workers run.</summary>
internal static class Injection
{
    private const string Variable = "MUTATION_OUTPUT";

    private static readonly string Root = FindRoot();
    private static readonly string Output =
        Environment.GetEnvironmentVariable(Variable) ?? Path.Combine(Root, "artifacts", "mutation");

    public static string MutatedAssembly { get; } = Path.Combine(Output, "mutated.dll");

    public static string Coverage { get; } = Path.Combine(Output, "coverage.tsv");

    public static string Results { get; } = Path.Combine(Output, "results.tsv");

    public static string Report { get; } = Path.Combine(Output, "reports", "mutation-report.json");

    public static string Worker { get; } = Path.Combine(Output, "run", "JwtExtended.MinimalApi.Mutation.dll");

    public static string Tests { get; } = Path.Combine(AppContext.BaseDirectory, "JwtExtended.MinimalApi.Tests.dll");

    public static async Task InjectAsync()
    {
        Directory.CreateDirectory(Output);
        File.Delete(MutatedAssembly);
        var start = new ProcessStartInfo("dotnet", ["stryker", "--output", Output, "--skip-version-check"])
        {
            WorkingDirectory = Path.Combine(Root, "mutation"),
        };
        start.Environment[Variable] = Output;
        using var stryker = Process.Start(start)!;
        await stryker.WaitForExitAsync();
        if (!File.Exists(MutatedAssembly))
            throw new InvalidOperationException("Stryker has injected no mutants. Its output above says why.");
    }

    /// <summary>Copies this program and the tests to the mutated assembly, inside the repository, as the tests expect.</summary>
    public static void PrepareWorkers()
    {
        var target = Path.GetDirectoryName(Worker)!;
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        File.Copy(MutatedAssembly, Path.Combine(target, "JwtExtended.MinimalApi.dll"), overwrite: true);
    }

    private static string FindRoot()
    {
        const string solution = "JwtExtended.MinimalApi.slnx";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, solution)))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds {solution}.");
    }
}
