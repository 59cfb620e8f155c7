using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Fuzz;

/// <summary>What one worker saw.</summary>
internal sealed class FuzzReport(int capacity)
{
    private readonly List<double> _microseconds = new(capacity);

    public SortedDictionary<JwtErrorCode, int> Refused { get; } = [];

    public int Accepted { get; set; }

    public long MaxBytes { get; private set; }

    public long MaxSignedBytes { get; private set; }

    public List<string> Violations { get; } = [];

    public int Count => _microseconds.Count;

    public void Add(TimeSpan time, long bytes, bool isSigned)
    {
        _microseconds.Add(time.TotalMicroseconds);
        if (isSigned)
            MaxSignedBytes = Math.Max(MaxSignedBytes, bytes);
        else
            MaxBytes = Math.Max(MaxBytes, bytes);
    }

    public void Refuse(JwtErrorCode code) => Refused[code] = Refused.GetValueOrDefault(code) + 1;

    public static FuzzReport Join(params FuzzReport[] reports)
    {
        var joined = new FuzzReport(reports.Sum(report => report.Count));
        foreach (var report in reports)
        {
            joined._microseconds.AddRange(report._microseconds);
            foreach (var (code, count) in report.Refused)
                joined.Refused[code] = joined.Refused.GetValueOrDefault(code) + count;
            joined.Accepted += report.Accepted;
            joined.MaxBytes = Math.Max(joined.MaxBytes, report.MaxBytes);
            joined.MaxSignedBytes = Math.Max(joined.MaxSignedBytes, report.MaxSignedBytes);
            joined.Violations.AddRange(report.Violations);
        }

        joined._microseconds.Sort();
        return joined;
    }

    /// <summary>A percentile of the times, of a joined report.</summary>
    public double Microseconds(double share) => Statistics.Percentile([.. _microseconds], share);
}
