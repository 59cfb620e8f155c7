using System.Text.Json;

namespace JwtExtended.MinimalApi.Tests.Fuzz;

/// <summary>
/// A seeded slice of the fuzz test that coverage guides. The whole of it:
/// <c>dotnet run -c Release --project JwtExtended.MinimalApi.Tests -- fuzz</c>.
/// </summary>
[NonParallelizable]
public sealed class GuidedFuzzTests
{
    private const int Seed = 20260101;
    private const int Texts = 20_000;

    private static InstrumentedContext? _context;

    private static IEnumerable<string> Targets => FuzzTargets.Names;

    [OneTimeSetUp]
    public static void Instrument() => _context = new InstrumentedContext();

    [OneTimeTearDown]
    public static void Delete() => _context!.Dispose();

    [TestCaseSource(nameof(Targets))]
    public void No_text_is_read_otherwise_than_by_the_model_or_costs_much(string target)
    {
        var report = JsonSerializer.Deserialize<GuidedReport>(_context!.Run(target, FuzzTargets.ShareOf(target, Texts), Seed))!;

        report.Problems.Should().BeEmpty();
        report.Accepted.Should().BePositive();
    }

    [Test]
    public void Texts_that_reach_new_branches_are_kept_and_lead_to_more()
    {
        var report = JsonSerializer.Deserialize<GuidedReport>(_context!.Run("token", 2000, Seed))!;

        report.Branches.Should().BeGreaterThan(report.SeedBranches + 20);
        report.Kept.Should().BeGreaterThan(20);
    }
}
