using System.Diagnostics;
using System.Globalization;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>Tokens that a service has seen before, so that reading one costs little more than its lookup.</summary>
internal sealed class KnownTokens
{
    /// <summary>The size of the cache of verified tokens: small, because it is part of the measured memory.</summary>
    public const int CacheSize = 2 * Count;

    private const int Count = 512;
    private const int Writers = 64;
    private const int Batches = 9;

    private readonly JwtService _jwt;
    private readonly string[] _tokens;

    public KnownTokens(JwtService jwt)
    {
        _jwt = jwt;
        _tokens = [.. Enumerable.Range(0, Count).Select(i => jwt.CreateAccessToken(i.ToString(CultureInfo.InvariantCulture)))];
    }

    /// <summary>Revokes as many new tokens, several at once.</summary>
    public Task RevokeAsync(int count, TimeSpan lifetime)
    {
        var descriptor = new TokenDescriptor { ExpiresIn = lifetime };
        return Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (_, cancellationToken) =>
            await _jwt.RevokeAsync(ReadNew(_jwt.CreateAccessToken("alice", descriptor)), cancellationToken));
    }

    /// <summary>Reads the tokens in turn, and returns the nanoseconds that one takes: the median of several batches.</summary>
    public async Task<double> ReadAsync(int batch)
    {
        await TimeAsync(batch);
        var batches = new List<double>();
        while (batches.Count < Batches)
            batches.Add(await TimeAsync(batch));
        return Statistics.Median(batches);
    }

    private async Task<double> TimeAsync(int batch)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < batch; i++)
            await ReadAcceptedAsync(i);
        return clock.Elapsed.TotalNanoseconds / batch;
    }

    private Token ReadNew(string text) => _jwt.TryRead(text, out var token, out var error)
        ? token
        : throw new InvalidOperationException($"A good token is refused as {error.Code}.");

    private async ValueTask ReadAcceptedAsync(int i)
    {
        var result = await _jwt.ReadAsync(_tokens[i % Count]);
        if (result.Token is null)
            throw new InvalidOperationException($"A good token is refused as {result.Error?.Code}.");
    }
}
