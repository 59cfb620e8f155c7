using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.CacheFlood;

/// <summary>Tokens that no service has seen.</summary>
internal static class NewTokens
{
    public static async Task<string[]> CreateAsync(BenchmarkKey key, int count)
    {
        await using var host = JwtHost.Create(key, cacheSize: 0);
        var tokens = new string[count];
        Parallel.For(0, count, i => tokens[i] = host.CreateToken());
        return tokens;
    }

    /// <summary>Fills the cache of verified tokens, if there is one, as a flood of new tokens fills it.</summary>
    public static async Task FillAsync(JwtHost host, BenchmarkKey key)
    {
        foreach (var token in await CreateAsync(key, 2 * JwtHost.CacheSize))
            Read(host, token);
    }

    public static void Read(JwtHost host, string token)
    {
        if (!host.Accepts(token))
            throw new InvalidOperationException("A good token is refused.");
    }
}
