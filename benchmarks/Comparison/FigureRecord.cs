using System.Runtime.InteropServices;

namespace JwtExtended.MinimalApi.Benchmarks.Comparison;

/// <summary>The figures of a run, and the machine that they were taken on.</summary>
internal sealed record FigureRecord(string Machine, SortedDictionary<string, Figure> Figures)
{
    /// <summary>Describes this machine: figures of another one say nothing about it.</summary>
    public static string ThisMachine =>
        $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, "
        + RuntimeInformation.RuntimeIdentifier;

    /// <summary>Says what moved beyond the noise since another run, one line each.</summary>
    public IEnumerable<string> MovedSince(FigureRecord recorded)
    {
        foreach (var (name, figure) in Figures)
        {
            if (!recorded.Figures.TryGetValue(name, out var before))
                yield return $"{name}: new";
            else if (figure.TimeMovedFrom(before) || figure.BytesMovedFrom(before))
                yield return FormattableString.Invariant(
                    $"{name}: {before.Ratio:N3} to {figure.Ratio:N3} times an open request, {before.Bytes:N0} to {figure.Bytes:N0} bytes");
        }

        foreach (var name in recorded.Figures.Keys.Where(name => !Figures.ContainsKey(name)))
            yield return $"{name}: gone";
    }

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        var line = File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
