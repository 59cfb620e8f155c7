namespace JwtExtended.MinimalApi.Tests.Interop.Stacks;

/// <summary>
/// Tokens crossed with the libraries and tools of others, one process for all cases of a language. The counts are in
/// <c>docs/conformance.md</c>.
/// </summary>
[NonParallelizable]
[Category("Interop")]
[Category("Engine")]
public sealed class StackCrossingTests
{
    private static readonly Dictionary<string, Lazy<Task<StackFigures[]>>> Runs = StackDriver.All.ToDictionary(
        driver => driver.Name, driver => new Lazy<Task<StackFigures[]>>(() => StackCrossing.RunAsync(driver)));

    private static IEnumerable<TestCaseData> Stacks =>
        from driver in StackDriver.All
        from stack in driver.Stacks
        select new TestCaseData(driver.Name, stack).SetArgDisplayNames(stack);

    private static IEnumerable<TestCaseData> Writers =>
        Stacks.Where(data => !StackDriver.Readers.Contains(data.Arguments[1]));

    [TestCaseSource(nameof(Stacks))]
    public async Task Refresh_tokens_and_tickets_are_refused_where_only_key_and_issuer_are_checked_and_access_tokens_are_not(
        string driver, string stack)
    {
        var figures = await RunAsync(driver, stack);

        figures.Wrong.Should().BeEmpty();
        figures.Algorithms.Should().NotBeEmpty();
        figures.Accepted.Should().BeGreaterThanOrEqualTo(2 * figures.Algorithms.Count);
        figures.InnerRefused.Should().BeGreaterThanOrEqualTo(3 * figures.Algorithms.Count);
        // Its algorithm, its issuer and its type do not keep such a token out: its key does.
        figures.ControlsAccepted.Should().Be(figures.Algorithms.Count);
    }

    [TestCaseSource(nameof(Writers))]
    public async Task Tokens_of_a_stack_are_accepted_or_refused_for_their_reason(string driver, string stack)
    {
        var figures = await RunAsync(driver, stack);

        figures.Wrong.Should().BeEmpty();
        figures.TheirsRefused.Should().BePositive();
    }

    private static async Task<StackFigures> RunAsync(string driver, string stack) =>
        (await Runs[driver].Value).Single(figures => figures.Stack == stack);
}
