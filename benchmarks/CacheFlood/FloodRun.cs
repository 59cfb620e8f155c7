using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.CacheFlood;

/// <summary><c>-- flood</c>: what it costs to remember tokens that never come again.</summary>
internal static class FloodRun
{
    public static async Task<int> RunAsync(Switches switches)
    {
        var (tokens, repetitions) = (switches.Number("tokens", 200_000), switches.Number("repetitions", 9));
        await SingleThreadFlood.RunAsync(tokens, repetitions);
        await ThreadedFlood.RunAsync(tokens, switches.Number("threads", 64), switches.Number("runs", 5));
        return 0;
    }
}
