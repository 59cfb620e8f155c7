using System.Diagnostics;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Benchmarks.Fuzz;

/// <summary>Reads mutated tokens on one thread and holds the reader to its invariants.</summary>
internal sealed class FuzzWorker(FuzzTarget target, int seed, int count, bool timed = true)
{
    /// <summary>The most that one text may allocate; of a text signed with the right key, sixteen times as much.</summary>
    private const long MaxBytes = 64 * 1024;

    private const int MaxViolations = 20;

    private static readonly TimeSpan MaxTime = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan SuspectTime = TimeSpan.FromMilliseconds(1);

    private readonly TokenMutator _mutator = new(target, seed);
    private readonly StrictCheck _strict = new(target);
    private readonly FuzzReport _report = new(count);

    public FuzzReport Run()
    {
        for (var i = 0; i < count && _report.Violations.Count < MaxViolations; i++)
        {
            var mutated = _mutator.Next();
            if (Try(mutated) is { } violation)
                _report.Violations.Add($"{violation} ({mutated.Kind}): {JsonSerializer.Serialize(mutated.Text)}");
            // Good tokens are still accepted after any mutated text.
            var good = target.Good[i % target.Good.Length];
            if (i % 64 == 0 && !target.Jwt.TryRead(good, out _, out var error))
                _report.Violations.Add($"a good token is refused as {error.Code}: {good}");
        }

        return _report;
    }

    private string? Try(Mutated mutated)
    {
        try
        {
            return Read(mutated);
        }
        catch (Exception e)
        {
            // Nothing at all may leave the reader, whatever its type.
            return Describe(e);
        }
    }

    private string? Read(Mutated mutated)
    {
        var pause = GC.GetTotalPauseDuration();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        var accepted = target.Jwt.TryRead(mutated.Text, out var token, out var error);
        var time = Stopwatch.GetElapsedTime(start);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        pause = GC.GetTotalPauseDuration() - pause;
        time = time > pause ? time - pause : TimeSpan.Zero;
        if (timed && time > SuspectTime)
            time = QuickestAgain(mutated.Text, time);
        _report.Add(time, bytes, mutated.IsSigned);

        if (bytes > (mutated.IsSigned ? 16 * MaxBytes : MaxBytes))
            return $"{bytes} bytes allocated";
        if (timed && time > MaxTime)
            return $"{time.TotalMilliseconds} ms taken";
        return accepted ? ProblemOf(mutated, token!) : Refuse(mutated, error!);
    }

    private string? Refuse(Mutated mutated, JwtError error)
    {
        _report.Refuse(error.Code);
        return target.IsGood(mutated.Text) ? $"a good token is refused as {error.Code}" : null;
    }

    private string? ProblemOf(Mutated mutated, Token token)
    {
        _report.Accepted++;
        if (target.IsGood(mutated.Text))
            return null;
        if (!mutated.IsSigned)
            return "a text that was not signed is accepted";
        if (_strict.ProblemOf(mutated.Text) is { } problem)
            return $"accepted with {problem}";
        return TouchProblem(token);
    }

    /// <summary>Reads the properties of an accepted token, none of which may throw.</summary>
    private static string? TouchProblem(Token token)
    {
        try
        {
            _ = (token.RawData.ValueKind, token.PublicClaims.Count, token.PrivateClaims.Count);
            _ = (token.Role, token.Scopes.Count, token.Fresh, token.ToString());
            return null;
        }
        catch (Exception e)
        {
            return $"accepted, but a property of the token throws {Describe(e)}";
        }
    }

    private static string Describe(Exception e)
    {
        var where = e.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains(nameof(MinimalApi), StringComparison.Ordinal));
        return $"{e.GetType().Name} '{e.Message}' {where?.Trim()}";
    }

    // Another process may have had the processor: only what is slow every time is slow.
    private TimeSpan QuickestAgain(string text, TimeSpan time)
    {
        for (var i = 0; i < 3; i++)
        {
            var start = Stopwatch.GetTimestamp();
            target.Jwt.TryRead(text, out _, out _);
            var again = Stopwatch.GetElapsedTime(start);
            time = again < time ? again : time;
        }

        return time;
    }
}
