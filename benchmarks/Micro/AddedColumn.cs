using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace JwtExtended.MinimalApi.Benchmarks.Micro;

/// <summary>The mean above the mean of the baseline of the same group.</summary>
internal sealed class AddedColumn : IColumn
{
    public string Id => nameof(AddedColumn);

    public string ColumnName => "Added";

    public string Legend => "Mean above the baseline";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Time;

    public bool IsAvailable(Summary summary) =>
        summary.BenchmarksCases.All(benchmark => benchmark.Descriptor.Type == typeof(EndpointBenchmarks));

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        var baseline = summary.GetBaseline(summary.GetLogicalGroupKey(benchmarkCase)!);
        if (baseline is null
            || summary[baseline]?.ResultStatistics is not { } low
            || summary[benchmarkCase]?.ResultStatistics is not { } own)
            return "?";
        return string.Create(CultureInfo.InvariantCulture, $"{own.Mean - low.Mean:N0} ns");
    }
}
