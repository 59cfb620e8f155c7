using NUnit.Framework.Interfaces;

namespace JwtExtended.MinimalApi.Mutation.Workers;

/// <summary>
/// Reads lines of the form <c>mutant TAB test,test,...</c> and answers each with a line: the state of the mutant, TAB, the test that
/// decided.
/// </summary>
internal sealed class MutantWorker
{
    public const string Command = "mutants";
    public const string Restart = "Restart";

    // The most promising tests come first: most mutants need no others.
    private const int FirstBatch = 16;

    private readonly TextWriter _answers;
    private readonly int? _only;
    private readonly WarmTests _tests;
    private readonly TestWatch _watch;

    private MutantWorker(TextWriter answers, int? only)
    {
        (_answers, _only, _tests) = (answers, only, new WarmTests());
        _watch = new TestWatch(test => Answer(nameof(MutantState.Timeout), test));
    }

    /// <param name="only">The only mutant of this process, active before anything else executes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(int? only)
    {
        var answers = Console.Out;
        Console.SetOut(TextWriter.Null);
        MutantSwitch.Activate(only ?? MutantSwitch.None);
        var worker = new MutantWorker(answers, only);
        while (Console.In.ReadLine() is { } line)
            worker.Decide(line);
        return 0;
    }

    private void Decide(string line)
    {
        var parts = line.Split('\t');
        var mutant = int.Parse(parts[0], null);
        var tests = parts[1].Split(',').Select(id => _tests.ById[id]).ToList();
        var count = Math.Min(FirstBatch, tests.Count);
        while (tests.Count > 0)
        {
            if (Run(mutant, tests[..count]) is not { } failed)
            {
                tests.RemoveRange(0, count);
                count = tests.Count;
            }
            else if (Run(mutant, [failed]) is null)
            {
                // It has failed by chance: the others decide.
                tests.RemoveAll(test => test.Id == failed.Id);
                count--;
            }
            else
            {
                // A kill counts if the test passes without the mutant.
                var isBroken = _only is null && Run(MutantSwitch.None, [failed]) is not null;
                Answer(isBroken ? Restart : nameof(MutantState.Killed), failed);
                return;
            }
        }

        Answer(nameof(MutantState.Survived), null);
    }

    private ITest? Run(int mutant, List<ITest> tests)
    {
        MutantSwitch.Activate(mutant);
        var failed = _tests.Run(tests, _watch);
        MutantSwitch.Activate(_only ?? MutantSwitch.None);
        return failed;
    }

    private void Answer(string state, ITest? test)
    {
        _answers.WriteLine($"{state}\t{TestName.Of(test)}");
        _answers.Flush();
    }
}
