using JwtExtended.MinimalApi.Benchmarks.Comparison;

namespace JwtExtended.MinimalApi.Tests.Package;

/// <summary>The comparison of benchmarks reports what moved, and no noise.</summary>
public sealed class FigureComparisonTests
{
    private static readonly Figure Recorded = Figure.Of([1.50, 1.52, 1.48], bytes: 176);

    [TestCase(new[] { 1.49, 1.53, 1.51 }, 176, false, TestName = "Overlapping_repetitions_are_noise")]
    [TestCase(new[] { 1.530, 1.531, 1.532 }, 176, true, TestName = "Repetitions_apart_by_more_than_the_noise_moved")]
    [TestCase(new[] { 1.521, 1.522, 1.523 }, 176, false, TestName = "Repetitions_apart_by_less_than_the_noise_did_not_move")]
    [TestCase(new[] { 1.30, 1.31, 1.32 }, 176, true, TestName = "Faster_is_a_move_too")]
    [TestCase(new[] { 1.50, 1.50, 1.50 }, 208, true, TestName = "More_bytes_moved")]
    [TestCase(new[] { 1.50, 1.50, 1.50 }, 184, false, TestName = "A_few_bytes_are_noise")]
    public void A_move_is_reported(double[] ratios, double bytes, bool moved)
    {
        var run = Run(("pipeline: RequireJwt", Figure.Of(ratios, bytes)));

        run.MovedSince(Run(("pipeline: RequireJwt", Recorded))).Any().Should().Be(moved);
    }

    [Test]
    public void What_is_new_or_gone_is_reported()
    {
        var moved = Run(("new", Recorded), ("both", Recorded)).MovedSince(Run(("both", Recorded), ("gone", Recorded)));

        moved.Should().Equal("new: new", "gone: gone");
    }

    private static FigureRecord Run(params (string Name, Figure Figure)[] figures) =>
        new("a machine", new SortedDictionary<string, Figure>(figures.ToDictionary(figure => figure.Name, figure => figure.Figure)));
}
