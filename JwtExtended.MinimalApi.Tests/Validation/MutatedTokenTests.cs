using JwtExtended.MinimalApi.Benchmarks.Fuzz;

namespace JwtExtended.MinimalApi.Tests.Validation;

/// <summary>A seeded slice of the fuzz: mutated tokens from two threads on one service and one key. The whole of it: <c>dotnet run -c Release --project benchmarks -- fuzz</c>.</summary>
public sealed class MutatedTokenTests
{
    private const int Seed = 20260101;
    private const int Threads = 2;

    [Test]
    public async Task No_mutated_token_is_accepted_throws_or_costs_much([Values] JwtAlgorithm algorithm)
    {
        await using var target = new FuzzTarget(algorithm);
        var count = algorithm <= JwtAlgorithm.HS512 ? 4000 : 1000;

        var reports = await Task.WhenAll(Enumerable.Range(0, Threads).Select(i => Task.Run(new FuzzWorker(target, Seed + i, count, timed: false).Run)));

        reports.SelectMany(report => report.Violations).Should().BeEmpty();
        reports.Sum(report => report.Refused.Values.Sum()).Should().BeGreaterThan(count);
    }
}
