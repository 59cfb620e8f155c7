using System.Globalization;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Http;

/// <summary>
/// <c>-- http</c>: the processor time that a request costs the server, open, with the package, and with JwtBearer, in turns.
/// </summary>
internal static class HttpRun
{
    private static readonly string[] Variants = ["open", "ours", "bearer"];

    public static async Task<int> RunAsync(Switches switches)
    {
        Console.WriteLine("| algorithm | tokens | open | ours | JwtBearer | ours adds | JwtBearer adds | ratio |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|");
        foreach (var algorithm in switches.Algorithms(JwtAlgorithm.HS256, JwtAlgorithm.RS256, JwtAlgorithm.ES256))
        {
            using var files = await TokenFiles.CreateAsync(algorithm, switches.Number("known", 1000), switches.Number("tokens", 100_000));
            await RunAsync(algorithm, "known", files.Known, files, switches);
            await RunAsync(algorithm, "first sight", files.FirstSight, files, switches);
        }

        Console.WriteLine(
            "\nMicroseconds of the server's processor time a request, user and system: medians of the rounds (least to most).");
        return 0;
    }

    private static async Task RunAsync(JwtAlgorithm algorithm, string name, string tokenFile, TokenFiles files, Switches switches)
    {
        var servers = new List<ServerProcess>();
        try
        {
            foreach (var variant in Variants)
                servers.Add(await ServerProcess.StartAsync(variant, algorithm, files.Key));
            var connections = switches.Number("connections", 16);
            var warmUp = new Wrk(tokenFile, switches.Number("warmup", 4), connections);
            var round = new Wrk(tokenFile, switches.Number("seconds", 3), connections);
            Print(algorithm, name, await MeasureAsync(servers, warmUp, round, switches.Number("rounds", 5)));
        }
        finally
        {
            foreach (var server in servers)
                await server.DisposeAsync();
        }
    }

    private static async Task<List<double>[]> MeasureAsync(List<ServerProcess> servers, Wrk warmUp, Wrk round, int rounds)
    {
        var next = new long[servers.Count];
        var costs = servers.Select(_ => new List<double>()).ToArray();
        for (var i = 0; i < servers.Count; i++)
            next[i] = await warmUp.RunAsync(servers[i].Url, 0);

        // The variants take turns, each round starts with another one, so that other load on the machine affects all of them.
        for (var turn = 0; turn < rounds * servers.Count; turn++)
        {
            var i = (turn + turn / servers.Count) % servers.Count;
            var before = servers[i].ProcessorTime;
            var requests = await round.RunAsync(servers[i].Url, next[i]);
            costs[i].Add((servers[i].ProcessorTime - before).TotalMicroseconds / requests);
            next[i] += requests;
        }

        return costs;
    }

    private static void Print(JwtAlgorithm algorithm, string name, List<double>[] costs)
    {
        var medians = costs.Select(Statistics.Median).ToArray();
        // Differences within a round, during which other load on the machine is much the same for both.
        var (ours, bearer) = (Added(costs, 1), Added(costs, 2));
        var ratio = Statistics.Median(ours) / Statistics.Median(bearer);
        var costsOfVariants = string.Join(" | ", medians.Select(median => median.ToString("N1", CultureInfo.InvariantCulture)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {algorithm} | {name} | {costsOfVariants} | {Spread(ours)} | {Spread(bearer)} | {ratio:N2} |"));
    }

    private static double[] Added(List<double>[] costs, int variant) =>
        [.. costs[variant].Zip(costs[0], static (cost, open) => cost - open)];

    private static string Spread(double[] added) =>
        string.Create(CultureInfo.InvariantCulture, $"{Statistics.Median(added):N1} ({added.Min():N1} to {added.Max():N1})");
}
