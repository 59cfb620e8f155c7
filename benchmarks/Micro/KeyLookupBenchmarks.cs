using BenchmarkDotNet.Attributes;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Micro;

/// <summary>Reading a token whose key is the last of many in the ring; nothing is remembered.</summary>
public class KeyLookupBenchmarks
{
    private JwtHost _host = null!;
    private string _token = null!;

    [Params(1, 10, 1000)]
    public int Keys { get; set; }

    [GlobalSetup]
    public async Task SetUp()
    {
        var keys = Enumerable.Range(0, Keys).Select(_ => BenchmarkKey.Generate(JwtAlgorithm.HS256)).ToArray();
        _host = JwtHost.Create(keys[0], cacheSize: 0);
        foreach (var key in keys.Skip(1))
            _host.Jwt.Keys.Add(JwtKey.FromSecret(key.ToText()));
        await using (var issuer = JwtHost.Create(keys[^1]))
            _token = issuer.CreateToken();
        if (!Read())
            throw new InvalidOperationException($"The token is refused among {Keys} keys.");
    }

    [GlobalCleanup]
    public async Task CleanUp() => await _host.DisposeAsync();

    [Benchmark]
    public bool Read() => _host.Accepts(_token);
}
