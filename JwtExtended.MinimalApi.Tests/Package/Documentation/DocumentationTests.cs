using System.Text.RegularExpressions;
using System.Xml.Linq;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tests.Package.Rules;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>The documents link to what exists, and repeat the tables of the code correctly.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Architecture = Read("docs/architecture.md");

    private static IEnumerable<TestCaseData> Documents =>
        Document.All.Select(document => new TestCaseData(document).SetArgDisplayNames(document.Path));

    [TestCaseSource(nameof(Documents))]
    public void A_link_leads_to_a_file_and_a_heading(object page)
    {
        var document = (Document)page;
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document.Path))!;

        var broken = Links().Matches(document.Prose)
            .Where(link => !Leads(document, folder, link.Groups["path"].Value, link.Groups["anchor"].Value))
            .Select(link => link.Value);

        broken.Should().BeEmpty(document.Path);
    }

    [Test]
    public void Every_guide_is_in_the_index_the_table_of_contents_and_the_list_for_language_models()
    {
        var guides = Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")
            .Select(file => Path.GetFileName(file))
            .Except(["README.md"]);

        foreach (var list in new[] { "docs/README.md", "docs/toc.yml", "docs/llms.txt" })
        {
            var text = Read(list);
            guides.Where(guide => !text.Contains(guide, StringComparison.Ordinal)).Should().BeEmpty(list);
        }
    }

    [Test]
    public void The_list_for_language_models_leads_to_files() =>
        Links().Matches(Read("docs/llms.txt"))
            .Select(link => link.Groups["path"].Value)
            .Where(path => !File.Exists(Path.Combine(Repository.Root, "docs", path)))
            .Should().BeEmpty();

    [TestCaseSource(nameof(Documents))]
    public void No_document_contains_a_usable_secret(object page)
    {
        var text = TestNames().Replace(Addresses().Replace(Links().Replace(((Document)page).Text, ""), ""), "");

        text.Should().NotMatchRegex("[A-Za-z0-9+/_-]{43,}").And.NotContain("PRIVATE KEY");
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
    public void The_status_and_the_challenge_of_an_error_are_documented(JwtErrorCode code)
    {
        var entry = ErrorTable.Entry(code);

        var page = Read("docs/errors.md");
        var row = page.Split('\n').Single(line => line.StartsWith($"| [`{entry.Name}`](#{entry.Name}) |", StringComparison.Ordinal));
        page.Should().Contain($"\n## {entry.Name}\n\n*{entry.Message.Replace("<token>", "&lt;token&gt;", StringComparison.Ordinal)}*\n");

        row.Should().Contain($"| {entry.Status} ").And.Contain(entry.ChallengeError switch
        {
            null => "| no challenge |",
            "" => "| none |",
            var error => $"| `{error}`",
        });
    }

    [TestCaseSource(nameof(ErrorCodes))]
    public void The_type_of_an_error_is_its_section_with_cause_and_cure(JwtErrorCode code)
    {
        var entry = ErrorTable.Entry(code);
        var repository = XDocument.Parse(Read("Directory.Build.props")).Descendants("RepositoryUrl").Single().Value;

        var type = new ProblemBody(entry).Type;

        type.Should().Be($"{repository}/blob/main/docs/errors.md#{entry.Name}");
        Document.Of("docs/errors.md").Anchors().Should().Contain(entry.Name);
        var section = Read("docs/errors.md").Split($"\n## {entry.Name}\n")[1].Split("\n## ")[0];
        section.Should().Contain("- **Client**: ").And.Contain("- **Developer**: ");
    }

    [Test]
    public void The_errors_that_are_documented_are_those_that_there_are()
    {
        var sections = Read("docs/errors.md").Split('\n')
            .Where(static line => line.StartsWith("## ", StringComparison.Ordinal) && line.Contains('_', StringComparison.Ordinal))
            .Select(static line => line[3..]);

        sections.Should().Equal(ErrorCodes().Select(static code => ErrorTable.Entry(code).Name));
    }

    private static JwtErrorCode[] ErrorCodes() => Enum.GetValues<JwtErrorCode>();

    private static bool Leads(Document document, string folder, string path, string anchor)
    {
        var target = path.Length == 0 ? Path.Combine(Repository.Root, document.Path) : Path.GetFullPath(Path.Combine(folder, path));
        if (!Path.Exists(target))
            return false;
        return anchor.Length == 0
            || Document.Of(Path.GetRelativePath(Repository.Root, target)).Anchors().Contains(anchor);
    }

    private static string Read(string document) => File.ReadAllText(Path.Combine(Repository.Root, document));

    // Not those with a scheme: the tests work without a network.
    [GeneratedRegex(@"\]\((?<path>[^)#:]*)(#(?<anchor>[^)]*))?\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"`\w+\.[A-Z][A-Za-z]*_[A-Za-z0-9_]+`")]
    private static partial Regex TestNames();

    [GeneratedRegex(@"https?://[\w./-]+")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"^\| `(?<folder>[A-Z][A-Za-z/]+)` \|[^|]*\|(?<uses>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex FolderRows();

    [GeneratedRegex("`([A-Z][^`]*)`")]
    private static partial Regex Names();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Words();
}
