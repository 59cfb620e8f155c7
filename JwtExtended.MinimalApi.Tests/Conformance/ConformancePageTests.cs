using JwtExtended.MinimalApi.Tests.Fuzz;
using JwtExtended.MinimalApi.Tests.Interop.Stacks;

namespace JwtExtended.MinimalApi.Tests.Conformance;

/// <summary><c>docs/conformance.md</c> says what is true.</summary>
public sealed class ConformancePageTests
{
    [Test]
    public void The_page_is_the_one_that_the_command_writes() => File.ReadAllText(ConformancePage.FilePath)
        .Should().Be(new ConformancePage(Recording.Read()).Text(), "it is written by: -- conformance");

    [Test]
    public void Every_test_of_a_rule_exists() => ConformancePage.MissingTests().Should().BeEmpty();

    [Test]
    public void Every_rule_is_held_by_a_test_and_says_how_or_why_not() =>
        RuleDocument.All.SelectMany(document => document.Rules).Should().AllSatisfy(rule =>
        {
            rule.Tests.Any().Should().Be(!rule.Pending, rule.Text);
            (rule.How is null).Should().Be(rule.Declined is not null, rule.Text);
            new[] { "MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY" }.Should().Contain(rule.Level);
        });

    [Test]
    public void Every_stack_is_recorded_and_none_decided_wrongly_or_accepted_a_refresh_token()
    {
        var recorded = Recording.Read().Stacks;

        recorded.Select(stack => stack.Stack).Should().BeEquivalentTo(StackDriver.All.SelectMany(driver => driver.Stacks));
        recorded.Should().AllSatisfy(stack =>
        {
            stack.Wrong.Should().BeEmpty();
            stack.Version.Should().NotBeEmpty();
            stack.InnerRefused.Should().BePositive();
        });
    }

    [Test]
    public void Every_target_of_the_fuzz_is_recorded_and_none_has_a_problem()
    {
        var recorded = Recording.Read().Fuzz;

        recorded.Select(report => report.Target).Should().Equal(FuzzTargets.Names);
        recorded.Should().OnlyContain(report => GuidedFuzzCommand.IsClean(report));
    }
}
