using System.Diagnostics;
using System.Globalization;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Hostile;

/// <summary><c>-- hostile</c>: what a refused text costs, compared with a good token.</summary>
internal static class HostileRun
{
    private const int Rounds = 15;

    private const int BatchSize = 50;

    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(20);

    public static async Task<int> RunAsync(Switches switches)
    {
        var key = BenchmarkKey.Generate(switches.Algorithms(JwtAlgorithm.HS256)[0]);
        await using var host = JwtHost.Create(key, cacheSize: 0);
        var good = host.CreateToken();
        var tokens = new HostileTokens(key, good);
        if (!host.Accepts(good) || !host.Accepts(tokens.LargestGood()))
            throw new InvalidOperationException("A good token is refused.");

        HostileToken[] all = [new("**good**", good), new("**good, 8 KiB**", tokens.LargestGood()), .. tokens.All()];
        var costs = Measure(host.Jwt, all);

        Console.WriteLine($"| {key.Algorithm} token | characters | result | us | bytes | ratio |");
        Console.WriteLine("|---|---:|---|---:|---:|---:|");
        foreach (var i in Enumerable.Range(0, all.Length).OrderByDescending(i => i < 2 ? double.MaxValue - i : costs[i].Microseconds))
            Print(host.Jwt, all[i], costs[i], costs[0].Microseconds);
        var accepted = all.Skip(2).Count(token => host.Accepts(token.Text));
        Console.WriteLine(accepted == 0 ? "\nEvery hostile token is refused." : $"\n{accepted} hostile tokens are ACCEPTED.");
        return accepted == 0 ? 0 : 1;
    }

    private static void Print(JwtService jwt, HostileToken token, (double Microseconds, long Bytes) cost, double unit)
    {
        var result = jwt.TryRead(token.Text, out _, out var error) ? "accepted" : error.Code.ToString();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {token.Name} | {token.Text.Length} | {result} | {cost.Microseconds:N2} | {cost.Bytes} | {cost.Microseconds / unit:N2} |"));
    }

    private static (double Microseconds, long Bytes)[] Measure(JwtService jwt, HostileToken[] tokens)
    {
        foreach (var token in tokens)
            Read(jwt, token.Text, WarmUpTime);
        // The texts take turns, so that other load on the machine affects all of them.
        var rounds = new List<(double Microseconds, long Bytes)[]>();
        while (rounds.Count < Rounds)
            rounds.Add([.. tokens.Select(token => Read(jwt, token.Text, RoundTime))]);
        return [.. tokens.Select((_, i) => (Statistics.Median(rounds.Select(round => round[i].Microseconds)), rounds[^1][i].Bytes))];
    }

    /// <summary>Reads a text over and over for a time.</summary>
    private static (double Microseconds, long Bytes) Read(JwtService jwt, string text, TimeSpan time)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        var elapsed = TimeSpan.Zero;
        var count = 0;
        while (elapsed < time)
        {
            for (var i = 0; i < BatchSize; i++)
                jwt.TryRead(text, out _, out _);
            count += BatchSize;
            elapsed = Stopwatch.GetElapsedTime(start);
        }

        return (elapsed.TotalMicroseconds / count, (GC.GetAllocatedBytesForCurrentThread() - bytes) / count);
    }
}
