using System.Runtime.InteropServices;

namespace JwtExtended.MinimalApi.Benchmarks.Support;

/// <summary>Processor time of the calling thread, user and system; of the process where the system does not tell them apart.</summary>
internal static class ThreadTime
{
    // CLOCK_THREAD_CPUTIME_ID of <time.h>.
    private const int ThreadClock = 3;

    public static bool IsPerThread { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    public static string Description => IsPerThread ? "processor time of the calling thread" : "processor time of the process";

    /// <summary>Gets the nanoseconds since an unspecified start.</summary>
    public static long Nanoseconds
    {
        get
        {
            if (!IsPerThread)
                return (long)Environment.CpuUsage.TotalTime.TotalNanoseconds;
            _ = ReadClock(ThreadClock, out var time);
            return time.Seconds * 1_000_000_000 + time.Nanoseconds;
        }
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ReadClock(int clock, out TimeSpec time);

    private readonly struct TimeSpec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
