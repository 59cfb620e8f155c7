using JwtExtended.MinimalApi.Benchmarks.Fuzz;

namespace JwtExtended.MinimalApi.Tests.Validation;

/// <summary>
/// A seeded part of the fuzz test: mutated tokens from two threads on one service and one key.
/// The full test: <c>dotnet run -c Release --project benchmarks -- fuzz</c>.
/// </summary>
public sealed class MutatedTokenTests
{
    private const int Seed = 20260101;
    private const int Threads = 2;

    [Test]
    public async Task No_mutated_token_is_accepted_throws_or_costs_much([Values] JwtAlgorithm algorithm)
    {
        await using var target = new FuzzTarget(algorithm);
        var count = algorithm <= JwtAlgorithm.HS512 ? 4000 : 1000;

        var workers = Enumerable.Range(0, Threads).Select(i => new FuzzWorker(target, Seed + i, count, timed: false));
        var reports = await Task.WhenAll(workers.Select(worker => Task.Run(worker.Run)));

        reports.SelectMany(report => report.Violations).Should().BeEmpty();
        reports.Sum(report => report.Refused.Values.Sum()).Should().BeGreaterThan(count);
    }
}
