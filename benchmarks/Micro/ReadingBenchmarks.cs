using BenchmarkDotNet.Attributes;
using JwtExtended.MinimalApi.Benchmarks.Peers;
using JwtExtended.MinimalApi.Benchmarks.Support;

namespace JwtExtended.MinimalApi.Benchmarks.Micro;

/// <summary>One and the same token, read by the package, by its peers, and by the bare cryptography.</summary>
public class ReadingBenchmarks
{
    private JwtHost _fresh = null!;
    private JwtHost _remembering = null!;
    private IdentityModelPeer _identityModel = null!;
    private JwtNetPeer _jwtNet = null!;
    private JosePeer _jose = null!;
    private Floor _floor = null!;
    private string _token = null!;

    [Params(JwtAlgorithm.HS256, JwtAlgorithm.RS256, JwtAlgorithm.PS256, JwtAlgorithm.ES256)]
    public JwtAlgorithm Algorithm { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var key = BenchmarkKey.Generate(Algorithm);
        _fresh = JwtHost.Create(key, cacheSize: 0);
        _remembering = JwtHost.Create(key);
        _token = _fresh.CreateToken();
        var kid = _fresh.Jwt.Keys.Signing.Kid;
        _identityModel = new IdentityModelPeer(key, kid);
        _jwtNet = new JwtNetPeer(key, kid);
        _jose = new JosePeer(key, kid);
        _floor = new Floor(key);
        Check();
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        await _fresh.DisposeAsync();
        await _remembering.DisposeAsync();
    }

    [Benchmark]
    public bool FirstSight() => _fresh.Accepts(_token);

    [Benchmark]
    public bool Known() => _remembering.Accepts(_token);

    [Benchmark(Baseline = true)]
    public bool IdentityModel() => _identityModel.Read(_token);

    [Benchmark]
    public string JwtNet() => _jwtNet.Read(_token);

    [Benchmark]
    public string Jose() => _jose.Read(_token);

    [Benchmark]
    public bool Floor() => _floor.Read(_token);

    // A number counts only for a reader that accepts the token and refuses it with another signature.
    private void Check()
    {
        List<Func<bool>> readers = [FirstSight, Known, IdentityModel, Floor, () => Jose().Length > 0];
        if (JwtNetPeer.Supports(Algorithm))
            readers.Add(() => JwtNet().Length > 0);
        var good = _token;
        var signature = CompactText.DecodeBytes(good, 2);
        signature[0] ^= 1;
        _token = CompactText.With(good, 2, CompactText.Encode(signature));
        var wrong = readers.FindIndex(Accepts);
        _token = good;
        var right = readers.FindIndex(reader => !Accepts(reader));
        if (wrong >= 0 || right >= 0)
        {
            throw new InvalidOperationException(
                $"Under {Algorithm} reader {wrong} accepts a wrong signature, reader {right} refuses a good token.");
        }

    }

    private static bool Accepts(Func<bool> read)
    {
        try
        {
            return read();
        }
        catch (Exception)
        {
            // The peers that return the payload refuse with an exception, each with its own type.
            return false;
        }
    }
}
