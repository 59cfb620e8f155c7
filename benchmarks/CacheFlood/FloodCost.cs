using System.Globalization;

namespace JwtExtended.MinimalApi.Benchmarks.CacheFlood;

/// <summary>What the reading of new tokens cost a process.</summary>
/// <param name="PauseMilliseconds">How long the garbage collector stopped every thread, in all.</param>
/// <param name="Nanoseconds">Processor time of the process for each token.</param>
/// <param name="Collections">How often the garbage collector ran.</param>
/// <param name="Contentions">How often a thread had to wait for a lock.</param>
internal readonly record struct FloodCost(double PauseMilliseconds, double Nanoseconds, double Collections, double Contentions)
{
    public static FloodCost Of(Action reading, int tokens)
    {
        var (pause, time) = (GC.GetTotalPauseDuration(), Environment.CpuUsage.TotalTime);
        var (collections, contentions) = (GC.CollectionCount(0), Monitor.LockContentionCount);
        reading();
        return new FloodCost(
            (GC.GetTotalPauseDuration() - pause).TotalMilliseconds,
            (Environment.CpuUsage.TotalTime - time).TotalNanoseconds / tokens,
            GC.CollectionCount(0) - collections,
            Monitor.LockContentionCount - contentions);
    }

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    public static FloodCost Parse(string text)
    {
        var numbers = text.Split(' ').Select(static number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new FloodCost(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{PauseMilliseconds} {Nanoseconds} {Collections} {Contentions}");
}
