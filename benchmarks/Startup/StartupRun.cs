using System.Globalization;
using System.Net.Http.Headers;
using JwtExtended.MinimalApi.Benchmarks.Http;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Startup;

/// <summary><c>-- startup</c>: the processor time from the start of a process to its first successful response.</summary>
internal static class StartupRun
{
    private static readonly (string Variant, string Name)[] Apps =
    [
        (StartupApp.Open, "open"),
        (StartupApp.Initialized, "`Initialize`, open routes"),
        (StartupApp.Protected, "`RequireJwt` on every route"),
        (StartupApp.Bearer, "JwtBearer, `RequireAuthorization` on every route"),
    ];

    public static async Task<int> RunAsync(Switches switches)
    {
        var (endpoints, rounds) = (switches.Number("endpoints", 100), switches.Number("rounds", 9));
        using var files = await TokenFiles.CreateAsync(JwtAlgorithm.HS256, known: 1, firstSight: 0);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadLines(files.Known).First());
        var times = Apps.Select(static _ => new List<StartupCost>()).ToArray();
        foreach (var (variant, _) in Apps)
            await StartOneAsync(variant, endpoints, files.Key, client);

        // The variants take turns, each round from another one on, so that a busy moment of the machine meets all of them.
        for (var turn = 0; turn < rounds * Apps.Length; turn++)
        {
            var i = (turn + turn / Apps.Length) % Apps.Length;
            times[i].Add(await StartOneAsync(Apps[i].Variant, endpoints, files.Key, client));
        }

        Print(times);
        Console.WriteLine(
            $"\nMilliseconds of processor time, user and system, of a process with {endpoints} endpoints: {rounds} starts of each. "
            + "Compiling: the part of the just-in-time compiler, and the methods that it compiled.");
        return 0;
    }

    private static async Task<StartupCost> StartOneAsync(string variant, int endpoints, string keyFile, HttpClient client)
    {
        var count = endpoints.ToString(CultureInfo.InvariantCulture);
        string[] arguments = [StartupApp.Command, "--variant", variant, "--endpoints", count, "--key", keyFile];
        await using var app = ChildProcess.Start(arguments, ChildProcess.ServerCollector);
        var url = await app.ReadLineAsync(StartupApp.Ready);
        using var response = await client.GetAsync(new Uri($"{url}/items0/1"));
        response.EnsureSuccessStatusCode();
        app.CloseInput();
        var used = (await app.ReadLineAsync(StartupApp.Used)).Split(' ');
        return new(Number(used[0]), Number(used[1]), Number(used[2]));

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    private static void Print(List<StartupCost>[] costs)
    {
        Console.WriteLine("| app | median | lower quartile | ratio to open (least to most) | compiling | methods |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        var times = Array.ConvertAll(costs, static starts => starts.ConvertAll(static cost => cost.Milliseconds));
        for (var i = 0; i < Apps.Length; i++)
        {
            var ratios = times[i].Zip(times[0], static (one, open) => one / open).ToArray();
            var (median, quartile) = (Statistics.Median(times[i]), Statistics.LowerQuartile(times[i]));
            var compiling = Statistics.Median(costs[i].ConvertAll(static cost => cost.Compiling));
            var methods = Statistics.Median(costs[i].ConvertAll(static cost => cost.Methods));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {Apps[i].Name} | {median:N0} | {quartile:N0} "
                + $"| {quartile / Statistics.LowerQuartile(times[0]):N3} ({ratios.Min():N3} to {ratios.Max():N3}) "
                + $"| {compiling:N0} | {methods:N0} |"));
        }
    }
}
