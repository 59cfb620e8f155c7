using System.Text.RegularExpressions;
using JwtExtended.MinimalApi.Tests.Conformance;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>The threat model names tests that exist.</summary>
public sealed partial class ThreatModelTests
{
    private static readonly string ThreatModel = Document.Of("docs/threat-model.md").Text;

    [Test]
    public void Every_test_that_the_threat_model_names_exists()
    {
        var named = Names().Matches(ThreatModel).Select(match => match.Groups["test"].Value).ToArray();

        named.Should().HaveCountGreaterThan(60);
        named.Except(TestNames.All).Should().BeEmpty();
    }

    [Test]
    public void Every_attack_has_a_test()
    {
        var rows = Rows().Matches(ThreatModel).Select(match => match.Value);

        rows.Should().NotBeEmpty().And.OnlyContain(row => Names().IsMatch(row));
    }

    [Test]
    public void Every_test_for_an_advisory_is_in_the_threat_model() =>
        typeof(Security.PeerAdvisoryTests).GetMethods()
            .Where(method => method.DeclaringType == typeof(Security.PeerAdvisoryTests))
            .Select(method => method.Name)
            .Where(name => !ThreatModel.Contains($"`PeerAdvisoryTests.{name}`", StringComparison.Ordinal))
            .Should().BeEmpty();

    [GeneratedRegex(@"`(?<test>\w+(Tests|Contract)\.\w+)`")]
    private static partial Regex Names();

    [GeneratedRegex(@"^\| [A-Z].*\|.*\|.*\|$", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
