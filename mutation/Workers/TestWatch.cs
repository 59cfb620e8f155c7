using System.Diagnostics;
using NUnit.Framework.Interfaces;

namespace JwtExtended.MinimalApi.Mutation.Workers;

/// <summary>Reports a test that does not end.</summary>
internal sealed class TestWatch
{
    // The slowest test that takes part needs less than 10 s without a mutant.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Stopwatch _clock = new();
    private ITest? _running;

    public TestWatch(Action<ITest> report)
    {
        // A thread of its own: a mutant may keep those of the pool busy, where timers run.
        new Thread(() => Watch(report)) { IsBackground = true }.Start();
    }

    public void Start(ITest test)
    {
        lock (_lock)
        {
            _running = test;
            _clock.Restart();
        }
    }

    public void Stop()
    {
        lock (_lock)
            _running = null;
    }

    private void Watch(Action<ITest> report)
    {
        while (true)
        {
            Thread.Sleep(250);
            lock (_lock)
            {
                if (_running is null || _clock.Elapsed < Limit)
                    continue;
                report(_running);
                return;
            }
        }
    }
}
