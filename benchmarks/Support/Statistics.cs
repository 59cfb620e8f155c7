namespace JwtExtended.MinimalApi.Benchmarks.Support;

/// <summary>Order statistics.</summary>
internal static class Statistics
{
    public static double Median(IEnumerable<double> values) => Percentile([.. values.Order()], 0.5);

    public static double LowerQuartile(IEnumerable<double> values) => Percentile([.. values.Order()], 0.25);

    /// <summary>The value below which the share lies.</summary>
    public static double Percentile(double[] sorted, double share) => sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];
}
