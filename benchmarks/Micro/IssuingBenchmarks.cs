using BenchmarkDotNet.Attributes;
using JwtExtended.MinimalApi.Benchmarks.Peers;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Micro;

/// <summary>A new access token with the same claims, from the package and from its peers.</summary>
public class IssuingBenchmarks
{
    private JwtHost _host = null!;
    private IdentityModelPeer _identityModel = null!;
    private JwtNetPeer _jwtNet = null!;
    private JosePeer _jose = null!;

    [Params(JwtAlgorithm.HS256, JwtAlgorithm.ES256)]
    public JwtAlgorithm Algorithm { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var key = BenchmarkKey.Generate(Algorithm);
        _host = JwtHost.Create(key);
        var kid = _host.Jwt.Keys.Signing.Kid;
        _identityModel = new IdentityModelPeer(key, kid);
        _jwtNet = new JwtNetPeer(key, kid);
        _jose = new JosePeer(key, kid);
        foreach (var made in new[] { Ours(), IdentityModel(), Jose(), JwtNetPeer.Supports(Algorithm) ? JwtNet() : Ours() })
        {
            if (!_host.Accepts(made))
                throw new InvalidOperationException($"The package refuses an {Algorithm} token of equal claims.");
        }
    }

    [GlobalCleanup]
    public async Task CleanUp() => await _host.DisposeAsync();

    [Benchmark]
    public string Ours() => _host.CreateToken();

    [Benchmark(Baseline = true)]
    public string IdentityModel() => _identityModel.Create();

    [Benchmark]
    public string JwtNet() => _jwtNet.Create();

    [Benchmark]
    public string Jose() => _jose.Create();
}
