using System.Globalization;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Pipeline;

/// <summary>The costs of the variants beside those of the open route that each is compared with.</summary>
internal static class PipelineTable
{
    public static void Print(PipelineVariant[] variants, Dictionary<string, List<Cost>> costs)
    {
        Console.WriteLine("| route | ns | ns above open | ratio to open | bytes above open |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        foreach (var variant in variants)
            Print(variant.Name, costs[variant.Name], costs[variant.Baseline]);
    }

    private static void Print(string name, List<Cost> costs, List<Cost> open)
    {
        var (cost, unit) = (Cost.LowerQuartile(costs), Cost.LowerQuartile(open));
        var ratios = costs.Zip(open, static (one, other) => one.Nanoseconds / other.Nanoseconds).ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {cost.Nanoseconds:N0} | {cost.Nanoseconds - unit.Nanoseconds:N0} | {cost.Nanoseconds / unit.Nanoseconds:N3} "
            + $"({ratios.Min():N3} to {ratios.Max():N3}) | {cost.Bytes - unit.Bytes:N0} |"));
    }
}
