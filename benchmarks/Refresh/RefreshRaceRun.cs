using System.Diagnostics;
using System.Globalization;
using JwtExtended.MinimalApi.Benchmarks.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;

namespace JwtExtended.MinimalApi.Benchmarks.Refresh;

/// <summary>
/// <c>-- refresh-race</c>: racing refreshes over two processes and one Redis, a quarter of whose responses are lost and the others late.
/// No user may be signed out, no session may have two live refresh tokens, and nothing may be alive after a logout.
/// </summary>
internal static class RefreshRaceRun
{
    /// <summary>The grace window: short, so that many retries come behind it.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync(Switches switches)
    {
        var (refreshes, sessions) = (switches.Number("refreshes", 100_000), switches.Number("sessions", 1_000));
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, BenchmarkKey.Generate(JwtAlgorithm.HS256).ToText());
            await using var redis = await RedisServer.StartAsync("--appendonly", "no");
            string[] arguments = [RefreshRaceApp.Command, "--key", file, "--redis", redis.Connection];
            await using var first = ChildProcess.Start(arguments);
            await using var second = ChildProcess.Start(arguments);
            string[] apps = [await first.ReadLineAsync(RefreshRaceApp.Ready), await second.ReadLineAsync(RefreshRaceApp.Ready)];
            return await RunAsync(apps, refreshes, sessions, switches.Number("seed", 1));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<int> RunAsync(string[] apps, int refreshes, int sessions, int seed)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        var all = Enumerable.Range(0, sessions)
            .Select(i => new RacingSession(client, apps, (i % 2 == 0 ? "r" : "u") + i.ToString(CultureInfo.InvariantCulture), seed + i))
            .ToArray();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(all.Select(session => session.RunAsync(refreshes / sessions)));
        var took = clock.Elapsed;
        var live = await Task.WhenAll(all.Select(static session => session.CountLiveAsync()));
        var alive = await Task.WhenAll(all.Select(static (session, i) => session.CountAliveAfterLogoutAsync(everywhere: i % 4 < 2)));

        var signedOut = all.SelectMany(static session => session.SignedOut).ToArray();
        var several = live.Count(static count => count > 1);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{all.Sum(static session => session.Refreshes):N0} refreshes of {sessions:N0} sessions in {took.TotalSeconds:N0} s, "
            + $"{all.Sum(static session => session.Lost):N0} responses lost"));
        Console.WriteLine($"signed out without reason: {signedOut.Length}");
        Console.WriteLine($"sessions with two live refresh tokens: {several}");
        Console.WriteLine($"tokens alive after a logout: {alive.Sum()}");
        foreach (var what in signedOut.Take(10))
            Console.WriteLine(what);
        return signedOut.Length + several + alive.Sum() == 0 ? 0 : 1;
    }
}
