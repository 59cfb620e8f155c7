using System.Diagnostics;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Tests.Fuzz;

/// <summary>
/// Fuzzes a target, guided by coverage: what reaches a new branch is kept and mutated in turn. It runs in an
/// <see cref="InstrumentedContext"/>, on one thread.
/// </summary>
internal sealed class GuidedFuzz(IFuzzTarget target, CoverageMap map, int seed)
{
    private const int MaxProblems = 10;
    private const int MaxLength = 20_000;
    private const int Recent = 32;

    private static readonly TimeSpan SuspectTime = TimeSpan.FromMilliseconds(5);

    private readonly Random _random = new(seed);
    private readonly List<string> _problems = [];
    private string[] _corpus = [];
    private long _maxBytes;
    private TimeSpan _maxTime;
    private int _accepted;

    /// <summary>Runs a target; returns its <see cref="GuidedReport"/> as JSON, which crosses the contexts.</summary>
    public static string Run(string name, int count, int seed)
    {
        var map = new CoverageMap();
        using var target = FuzzTargets.Create(name);
        return JsonSerializer.Serialize(new GuidedFuzz(target, map, seed).RunTarget(name, count));
    }

    private GuidedReport RunTarget(string name, int count)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var text in target.Seeds)
            Try(text);
        var (seeds, branches) = (_corpus.Length, map.Count);
        _corpus = [.. _corpus.Union(target.Seeds)];
        var texts = 0;
        for (; texts < count && _problems.Count < MaxProblems; texts++)
        {
            var text = Mutate();
            Try(text.Length > MaxLength ? text[..MaxLength] : text);
        }

        return new GuidedReport(
            name, texts + target.Seeds.Length, _corpus.Length - seeds, map.Count, branches, _accepted, _maxBytes,
            _maxTime.TotalMilliseconds, Stopwatch.GetElapsedTime(start).TotalSeconds, _problems);
    }

    private string Mutate()
    {
        var text = Pick();
        for (var i = _random.Next(4) == 0 ? _random.Next(2, 6) : 1; i > 0; i--)
            text = text.Length == 0 ? target.Seeds[0] : target.Mutate(_random, text, _corpus);
        return text;
    }

    private string Pick() => _random.Next(4) switch
    {
        // Most that were kept are refused: what is accepted comes from the first ones.
        0 => target.Seeds[_random.Next(target.Seeds.Length)],
        1 => _corpus[_random.Next(_corpus.Length)],
        // What is behind a new branch is tried at once.
        _ => _corpus[_random.Next(Math.Max(0, _corpus.Length - Recent), _corpus.Length)],
    };

    private void Try(string text)
    {
        try
        {
            var (bytes, time) = Measure(text);
            if (map.Collect())
                _corpus = [.. _corpus, text];
            _accepted += target.Accepted ? 1 : 0;
            _maxBytes = Math.Max(_maxBytes, bytes);
            if (time > SuspectTime && time > _maxTime)
                _maxTime = TimeSpan.FromTicks(Math.Max(_maxTime.Ticks, QuickestAgain(text, time).Ticks));
            var problem = bytes > target.MaxBytes ? $"{bytes} bytes allocated" : target.FindProblem(text);
            if (problem is not null)
                Report(problem, text);
        }
        catch (Exception e)
        {
            // Nothing at all may leave a reader, whatever its type, but what a target expects and catches itself.
            Report($"{e.GetType().Name} '{e.Message}' {e.StackTrace?.Split('\n')[0].Trim()}", text);
        }
    }

    private (long Bytes, TimeSpan Time) Measure(string text)
    {
        CoverageMap.Reset();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        target.Read(text);
        var time = Stopwatch.GetElapsedTime(start);
        return (GC.GetAllocatedBytesForCurrentThread() - before, time);
    }

    // A collection of garbage, or another process, may have had the processor: only what is slow every time is slow.
    private TimeSpan QuickestAgain(string text, TimeSpan time)
    {
        for (var i = 0; i < 3; i++)
        {
            var again = Measure(text).Time;
            time = again < time ? again : time;
        }

        return time;
    }

    private void Report(string problem, string text) => _problems.Add($"{problem}: {JsonSerializer.Serialize(text)}");
}
