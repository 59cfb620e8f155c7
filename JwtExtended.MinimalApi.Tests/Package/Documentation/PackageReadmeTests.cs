using System.Text.RegularExpressions;
using System.Xml.Linq;
using JwtExtended.MinimalApi.Tests.Package.Rules;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>Each package has a page of its own, whose links are made absolute when it is packed.</summary>
public sealed partial class PackageReadmeTests
{
    private static readonly IEnumerable<string> Packages = ProductCode.Names;

    [TestCaseSource(nameof(Packages))]
    public void Its_links_lead_out_of_the_project_and_it_has_no_backslash(string package)
    {
        var readme = Document.Of($"{package}/README.md").Text;

        Targets().Matches(readme).Select(link => link.Groups["target"].Value).Should().NotBeEmpty()
            .And.OnlyContain(target => target.StartsWith("../", StringComparison.Ordinal));
        readme.Should().StartWith($"# {package}\n").And.NotContain("\\");
    }

    [Test]
    public void The_address_of_the_repository_is_in_one_place()
    {
        var properties = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props"));
        var address = properties.Descendants("RepositoryUrl").Single().Value;

        // The issue templates are read by the host of the repository, which replaces nothing in them.
        Document.All.Where(document => document.Text.Contains(address, StringComparison.Ordinal)).Should().BeEmpty();
        File.ReadAllText(Path.Combine(Repository.Root, ".github/ISSUE_TEMPLATE/config.yml")).Should().Contain($"{address}/security/");
    }

    [GeneratedRegex(@"\]\((?<target>[^)]+)\)")]
    private static partial Regex Targets();
}
