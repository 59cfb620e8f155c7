using System.Diagnostics;
using System.Runtime.InteropServices;

namespace JwtExtended.MinimalApi.Tests.Support.Peers;

/// <summary>
/// Holds a process to a share of one core, as the quota of a container does: it is stopped for the rest of each period (SIGSTOP), once it
/// has used its part of it.
/// </summary>
internal sealed class ProcessorShare : IDisposable
{
    private const int Continue = 18;
    private const int Stop = 19;

    // That of the kernel's quotas.
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    private readonly ManualResetEventSlim _ended = new();
    private readonly Process _process;
    private readonly double _share;
    private readonly Thread _thread;

    public ProcessorShare(Process process, double share)
    {
        _process = process;
        _share = share;
        // A thread of its own: the pool is busy with tests.
        _thread = new Thread(Hold) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Gets the processor time that the process has used, a core of its own being 1.</summary>
    public double Used { get; private set; }

    public void Dispose()
    {
        _ended.Set();
        _thread.Join();
        _ended.Dispose();
    }

    private void Hold()
    {
        var clock = Stopwatch.StartNew();
        var (budget, counted, used) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        while (!_ended.Wait(Tick) && ProcessorTime() is { } now)
        {
            budget += (clock.Elapsed - counted) * _share - (now - used);
            (counted, used) = (clock.Elapsed, now);
            // What was not used in one period is not available in the next one.
            budget = budget < Period * _share ? budget : Period * _share;
            _ = Send(_process.Id, budget > TimeSpan.Zero ? Continue : Stop);
            Used = used / counted;
        }
    }

    private TimeSpan? ProcessorTime()
    {
        try
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            // The process has ended.
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Send(int process, int signal);
}
