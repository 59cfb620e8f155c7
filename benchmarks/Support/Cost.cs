namespace JwtExtended.MinimalApi.Benchmarks.Support;

/// <summary>What one operation costs the calling thread.</summary>
internal readonly record struct Cost(double Nanoseconds, double Bytes)
{
    /// <summary>Repeats an operation and returns the mean.</summary>
    public static Cost Of(Action operation, int count)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = ThreadTime.Nanoseconds;
        for (var i = 0; i < count; i++)
            operation();
        var nanoseconds = ThreadTime.Nanoseconds - start;
        return new Cost((double)nanoseconds / count, (double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / count);
    }

    /// <summary>The lower quartiles: pauses of the garbage collector and other processes only ever add to a cost.</summary>
    public static Cost LowerQuartile(IEnumerable<Cost> costs)
    {
        var all = costs.ToArray();
        return new Cost(
            Statistics.LowerQuartile(all.Select(static cost => cost.Nanoseconds)),
            Statistics.LowerQuartile(all.Select(static cost => cost.Bytes)));
    }
}
