using NUnit.Framework.Interfaces;

namespace JwtExtended.MinimalApi.Mutation.Workers;

/// <summary>Remembers the first test that fails.</summary>
internal sealed class FailureListener(TestWatch? watch) : ITestListener
{
    public ITest? Failed { get; private set; }

    public void TestStarted(ITest test)
    {
        if (!test.IsSuite)
            watch?.Start(test);
    }

    public void TestFinished(ITestResult result)
    {
        if (result.Test.IsSuite)
            return;
        watch?.Stop();
        if (result.ResultState.Status == TestStatus.Failed && result.ResultState.Label != ResultState.Cancelled.Label)
            Failed ??= result.Test;
    }

    public void TestOutput(TestOutput output)
    {
    }

    public void SendMessage(TestMessage message)
    {
    }
}
