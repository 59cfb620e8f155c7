using System.Text.RegularExpressions;
using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>The commands of the pages that are no requests are run, or name what exists.</summary>
public sealed partial class DocumentedCommandTests
{
    private static readonly string Build = File.ReadAllText(Path.Combine(Repository.Root, "build.cake"));
    private static readonly string Benchmarks = File.ReadAllText(Path.Combine(Repository.Root, "benchmarks", "Program.cs"));

    private static readonly string Peers = File.ReadAllText(
        Path.Combine(Repository.Root, "JwtExtended.MinimalApi.Tests", "Support", "Peers", "PeerProgram.cs"));

    // The SDK and other tools are tested by their authors.
    private static readonly string[] Literal =
    [
        "dotnet new web -o Shop && cd Shop", "dotnet run --urls http://localhost:5000", "dotnet test", "dotnet tool restore",
        "dotnet add package Microsoft.AspNetCore.Identity.EntityFrameworkCore", "dotnet add package Microsoft.EntityFrameworkCore.Sqlite",
        "dotnet add package OpenTelemetry.Extensions.Hosting", "dotnet build", "dotnet format",
        "cd JwtExtended.MinimalApi.Tests && dotnet stryker",
    ];

    private static IEnumerable<TestCaseData> Commands =>
        from document in Document.Guides
        from block in document.Blocks
        where block.Language == "sh" && !block.IsConversation
        select new TestCaseData(block).SetArgDisplayNames($"{document.Path}:{block.Line}");

    [TestCaseSource(nameof(Commands))]
    public async Task A_command_runs_or_names_what_exists(object block)
    {
        var code = ((CodeBlock)block).Code;
        using var folder = new TemporaryFolder();

        if (code.StartsWith("openssl ", StringComparison.Ordinal) || code.StartsWith("export ", StringComparison.Ordinal))
            await Shell.RunAsync(code, folder.Path);

        foreach (var line in code.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Comment().Replace(line, "").Trim()))
            Exists(line).Should().BeTrue(line);
    }

    private static bool Exists(string line)
    {
        if (line.StartsWith("openssl ", StringComparison.Ordinal) || Literal.Contains(line))
            return true;
        if (Setting().Match(line) is { Success: true } setting)
            return IsOption(setting.Groups["name"].Value);
        if (Package().Match(line) is { Success: true } package)
            return Directory.Exists(Path.Combine(Repository.Root, package.Groups["name"].Value));
        if (Target().Match(line) is { Success: true } target)
            return Build.Contains($"Task(\"{target.Groups["name"].Value}\")", StringComparison.Ordinal);
        if (Benchmark().Match(line) is { Success: true } benchmark)
            return IsBenchmark(benchmark.Groups["name"].Value);
        if (PeerCommand().Match(line) is { Success: true } command)
            return Peers.Contains($"[\"{command.Groups["name"].Value}\", ..]", StringComparison.Ordinal);
        return Project().Match(line) is { Success: true } project
            && Directory.Exists(Path.Combine(Repository.Root, project.Groups["path"].Value));
    }

    private static bool IsBenchmark(string name) =>
        name == "--filter" || Benchmarks.Contains($"\"{name}\"", StringComparison.Ordinal);

    // "Jwt__Csrf__TrustedOrigins__0" is the first of the list "Csrf.TrustedOrigins".
    private static bool IsOption(string variable) =>
        CallerSettings.FindId(variable.Replace("__", ":", StringComparison.Ordinal)) is not null
        || OptionTable.Rows.Any(option => option.Name == Index().Replace(variable, "").Replace("__", ".", StringComparison.Ordinal));

    [GeneratedRegex(@"\s+#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex("^export Jwt__(?<name>[A-Za-z0-9_]+)=")]
    private static partial Regex Setting();

    [GeneratedRegex(@"__\d+$")]
    private static partial Regex Index();

    [GeneratedRegex(@"^dotnet add package (?<name>[\w.]+)$")]
    private static partial Regex Package();

    [GeneratedRegex(@"^dotnet cake --target=(?<name>\w+)$")]
    private static partial Regex Target();

    [GeneratedRegex(@"^dotnet run (-c Release )?--project JwtExtended\.MinimalApi\.Tests -- (?<name>\w+)")]
    private static partial Regex PeerCommand();

    [GeneratedRegex(@"^dotnet run -c Release --project benchmarks -- (?<name>[\w-]+)")]
    private static partial Regex Benchmark();

    [GeneratedRegex(@"^dotnet (run|test) --project (?<path>[\w./]+)$")]
    private static partial Regex Project();
}
