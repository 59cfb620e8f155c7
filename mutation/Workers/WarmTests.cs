using System.Reflection;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;

namespace JwtExtended.MinimalApi.Mutation.Workers;

/// <summary>The tests of the package, loaded once and run again and again in this process.</summary>
internal sealed class WarmTests
{
    // Tests that start engines, browsers or other processes, and those that only repeat with many random texts what others show with one.
    private static readonly string[] LeftOut =
    [
        ".Browser.", ".Interop.", ".Redis.", ".EntityFrameworkCore.", ".Package.", "ExampleTests.", ".Killed", "SeveralProcesses",
        "FiguresTests", "MutatedTokenTests", "ValidationPropertyTests",
    ];

    private readonly NUnitTestAssemblyRunner _runner = new(new DefaultTestAssemblyBuilder());

    /// <summary>Loads the tests, which executes the initializers of their sources.</summary>
    public WarmTests()
    {
        _runner.Load(
            Assembly.Load("JwtExtended.MinimalApi.Tests"),
            new Dictionary<string, object> { ["NumberOfTestWorkers"] = 0, ["StopOnError"] = true });
        ById = Leaves(_runner.LoadedTest!).Where(TakesPart).ToDictionary(static test => test.Id);
    }

    public IReadOnlyDictionary<string, ITest> ById { get; }

    /// <summary>Runs tests until the first one fails.</summary>
    /// <returns>The test that has failed, or <see langword="null"/>.</returns>
    public ITest? Run(IEnumerable<ITest> tests, TestWatch? watch = null)
    {
        var listener = new FailureListener(watch);
        _runner.Run(listener, new TestSelection(tests));
        return listener.Failed;
    }

    private static IEnumerable<ITest> Leaves(ITest test) => test.IsSuite ? test.Tests.SelectMany(Leaves) : [test];

    private static bool TakesPart(ITest test)
    {
        if (test.RunState != RunState.Runnable || LeftOut.Any(part => test.FullName.Contains(part, StringComparison.Ordinal)))
            return false;
        for (var part = test; part is not null; part = part.Parent)
        {
            if (part.Properties.ContainsKey("Category"))
                return false;
        }

        return true;
    }
}
