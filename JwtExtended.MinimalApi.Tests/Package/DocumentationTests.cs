using System.Text.RegularExpressions;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tests.Package.Rules;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace JwtExtended.MinimalApi.Tests.Package;

/// <summary>The documents link to what exists, and repeat the tables of the code correctly.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Architecture = Read("docs/architecture.md");

    private static IEnumerable<string> Documents =>
        new[] { "docs", "examples", "benchmarks" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.GetFiles(Repository.Root, "*.md"))
            .Select(file => Path.GetRelativePath(Repository.Root, file));

    [TestCaseSource(nameof(Documents))]
    public void A_link_leads_to_a_file(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;

        var targets = Links().Matches(Read(document)).Select(match => Path.GetFullPath(Path.Combine(folder, match.Groups["path"].Value)));

        targets.Where(target => !Path.Exists(target)).Should().BeEmpty(document);
    }

    [TestCaseSource(nameof(Documents))]
    public void No_document_contains_a_usable_secret(string document)
    {
        var text = Links().Replace(Read(document), "");

        text.Should().NotMatchRegex("[A-Za-z0-9+/_-]{43,}", document).And.NotContain("PRIVATE KEY", document);
    }

    [Test]
    public void The_folders_of_the_architecture_page_are_those_of_the_rules()
    {
        var documented = FolderRows().Matches(Architecture)
            .ToDictionary(
                row => row.Groups["folder"].Value,
                row => Names().Matches(row.Groups["uses"].Value).Select(name => name.Groups[1].Value));

        documented.Keys.Should().BeEquivalentTo(ArchitectureTable.MayUse.Keys.Where(folder => folder.Length > 0));
        foreach (var (folder, uses) in documented.Where(row => row.Key != "Configuration"))
            uses.Should().BeEquivalentTo(ArchitectureTable.MayUse[folder].Except(ArchitectureTable.Everywhere), folder);
    }

    [Test]
    public void A_type_that_the_architecture_page_names_occurs_in_the_code()
    {
        var tests = Directory.GetFiles(Path.Combine(Repository.Root, "JwtExtended.MinimalApi.Tests"), "*.cs", SearchOption.AllDirectories);
        var code = ProductCode.All
            .SelectMany(project => project.Trees)
            .SelectMany(tree => tree.GetRoot().DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)))
            .Select(token => token.ValueText)
            .Concat(tests.Select(file => Path.GetFileNameWithoutExtension(file)))
            .ToHashSet();

        var names = Names().Matches(Architecture).SelectMany(match => Words().Matches(match.Groups[1].Value)).Select(word => word.Value);

        names.Should().HaveCountGreaterThan(100);
        names.Except(code).Should().BeEmpty();
    }

    [Test]
    public void Every_decision_is_in_the_index_with_its_title()
    {
        var index = Read("docs/README.md");

        var decisions = Directory.GetFiles(Path.Combine(Repository.Root, "docs/decisions"), "*.md");

        foreach (var decision in decisions)
        {
            var (number, title) = (int.Parse(Path.GetFileName(decision)[..4]), File.ReadLines(decision).First());
            title.Should().StartWith($"# {number}. ", decision);
            var name = title[(title.IndexOf('.', StringComparison.Ordinal) + 2)..];
            index.Should().Contain($"| {number} | [{name}](decisions/{Path.GetFileName(decision)}) |");
        }
    }

    [TestCaseSource(nameof(ErrorCodes))]
    public void The_README_has_the_status_and_the_challenge_of_an_error(JwtErrorCode code)
    {
        var entry = ErrorTable.Entry(code);

        var row = Read("README.md").Split('\n')
            .Single(line => line.StartsWith('|') && line.Contains($"`{entry.Name}`", StringComparison.Ordinal));

        row.Should().Contain($"| {entry.Status} ").And.Contain(entry.ChallengeError switch
        {
            null => "| no challenge |",
            "" => "| none |",
            var error => $"| `{error}`",
        });
    }

    private static JwtErrorCode[] ErrorCodes() => Enum.GetValues<JwtErrorCode>();

    private static string Read(string document) => File.ReadAllText(Path.Combine(Repository.Root, document));

    [GeneratedRegex(@"\]\((?<path>[^)#:]+)(#[^)]*)?\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^\| `(?<folder>[A-Z][A-Za-z/]+)` \|[^|]*\|(?<uses>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex FolderRows();

    [GeneratedRegex("`([A-Z][^`]*)`")]
    private static partial Regex Names();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Words();
}
