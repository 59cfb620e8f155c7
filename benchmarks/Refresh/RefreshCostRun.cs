using System.Globalization;
using System.Text;
using JwtExtended.MinimalApi.Benchmarks.Pipeline;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Refresh;

/// <summary><c>-- refresh</c>: what <c>POST /refresh</c> costs, from the bytes of the request to those of the response.</summary>
internal static class RefreshCostRun
{
    private const string Empty = "an empty POST";
    private const string First = "the first exchange of an unrecorded session";
    private const string Recorded = "the first exchange of a recorded session";
    private const string Again = "the same token again";

    public static async Task<int> RunAsync(Switches switches)
    {
        Print(await MeasureAsync(switches));
        Console.WriteLine($"\nA request, {ThreadTime.Description}, HS256, the store in memory: lower quartile of {Rounds(switches)} rounds "
            + $"of {Requests(switches)} each.");
        return 0;
    }

    /// <summary>Measures every request, once in each round. The first one is what the others are compared with.</summary>
    public static async Task<Dictionary<string, List<Cost>>> MeasureAsync(Switches switches)
    {
        var (rounds, requests) = (Rounds(switches), Requests(switches));
        JwtService jwt = null!;
        var key = BenchmarkKey.Generate(JwtAlgorithm.HS256);
        await using var host = await PipelineHost.StartAsync(new PipelineVariant(First, First, app =>
        {
            jwt = JwtHost.Initialize(app, key);
            app.MapPost("/empty", static () => "x");
            app.MapJwtRefresh();
        })
        {
            Credentials = static _ => "",
        });
        // A token is exchanged once: each request needs one of its own. One of four rounds warms up.
        var count = (rounds + rounds / 4) * requests;
        var unrecorded = new RequestQueue(Enumerable.Range(0, count).Select(i => jwt.CreateTokenPair($"user-{i}").RefreshToken));
        var tokens = new List<string>(count);
        for (var i = 0; i < count; i++)
            tokens.Add((await jwt.StartSessionAsync($"recorded-{i}")).RefreshToken);
        var recorded = new RequestQueue(tokens);
        var again = RequestQueue.ToRequest(jwt.CreateTokenPair(JwtHost.Subject).RefreshToken);
        var empty = "POST /empty HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
        using var client = host.Connect();
        (string Name, Action Send)[] variants =
        [
            (Empty, () => Send(client, empty)),
            (First, () => Send(client, unrecorded.Next())),
            (Recorded, () => Send(client, recorded.Next())),
            (Again, () => Send(client, again)),
        ];

        foreach (var (_, send) in variants)
            Cost.Of(send, rounds / 4 * requests);
        var costs = variants.ToDictionary(static variant => variant.Name, static _ => new List<Cost>());
        for (var turn = 0; turn < rounds * variants.Length; turn++)
        {
            var (name, send) = variants[(turn + turn / variants.Length) % variants.Length];
            costs[name].Add(Cost.Of(send, requests));
        }

        return costs;
    }

    private static int Rounds(Switches switches) => switches.Number("rounds", 100);

    private static int Requests(Switches switches) => switches.Number("requests", 200);

    private static void Send(MemoryClient client, byte[] request)
    {
        if (client.Send(request) is var status and not StatusCodes.Status200OK)
            throw new InvalidOperationException($"The response to a refresh is {status}.");
    }

    private static void Print(Dictionary<string, List<Cost>> costs)
    {
        Console.WriteLine("| request | us | KB | us above an empty POST |");
        Console.WriteLine("|---|---:|---:|---:|");
        var baseline = Cost.LowerQuartile(costs[Empty]);
        foreach (var (name, all) in costs)
        {
            var cost = Cost.LowerQuartile(all);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {cost.Nanoseconds / 1000:N1} | {cost.Bytes / 1000:N1} "
                + $"| {(cost.Nanoseconds - baseline.Nanoseconds) / 1000:N1} |"));
        }
    }

    /// <summary>Requests that are sent once each.</summary>
    private sealed class RequestQueue(IEnumerable<string> tokens)
    {
        private readonly byte[][] _requests = [.. tokens.Select(ToRequest)];
        private int _next;

        public static byte[] ToRequest(string token) => Encoding.ASCII.GetBytes(
            $"POST /refresh HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Length: 0\r\n\r\n");

        public byte[] Next() => _requests[_next++];
    }
}
