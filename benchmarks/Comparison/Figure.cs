namespace JwtExtended.MinimalApi.Benchmarks.Comparison;

/// <summary>What a request costs in relation to an open one of the same repetition, and the bytes that it allocates more.</summary>
internal sealed record Figure(double Ratio, double Least, double Most, double Bytes)
{
    // Smaller differences are not worth a report.
    private const double SmallestRatio = 0.02;
    private const double SmallestShareOfBytes = 0.01;
    private const double SmallestBytes = 16;

    /// <summary>Creates a figure from the costs of the repetitions.</summary>
    public static Figure Of(IEnumerable<double> ratios, double bytes)
    {
        var sorted = ratios.Order().ToArray();
        return new Figure(sorted[sorted.Length / 2], sorted[0], sorted[^1], bytes);
    }

    /// <summary>Whether the time moved: the repetitions of the two runs do not overlap, and differ by more than the noise.</summary>
    public bool TimeMovedFrom(Figure recorded) =>
        (Least > recorded.Most || Most < recorded.Least) && Math.Abs(Ratio - recorded.Ratio) > SmallestRatio * recorded.Ratio;

    /// <summary>Whether the memory moved.</summary>
    public bool BytesMovedFrom(Figure recorded) =>
        Math.Abs(Bytes - recorded.Bytes) > Math.Max(SmallestBytes, SmallestShareOfBytes * recorded.Bytes);
}
