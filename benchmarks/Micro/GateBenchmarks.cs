using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using JwtExtended.MinimalApi.Benchmarks.Support;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Benchmarks.Micro;

/// <summary>
/// An endpoint's delegate called without a server: open, and behind the gate. What the gate costs is the difference of the two in one
/// category; each call makes its own context, the same in both.
/// </summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class GateBenchmarks
{
    private readonly List<JwtHost> _hosts = [];
    private GateCall _openBare = null!;
    private GateCall _gateBare = null!;
    private GateCall _open = null!;
    private GateCall _gateFirstSight = null!;
    private GateCall _gateKnown = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var key = BenchmarkKey.Generate(JwtAlgorithm.HS256);
        var fresh = Start(key, cacheSize: 0);
        var remembering = Start(key, JwtHost.CacheSize);
        var token = fresh.CreateToken();
        _openBare = new GateCall(fresh.App, "/open", null, StatusCodes.Status200OK);
        _gateBare = new GateCall(fresh.App, "/x", null, StatusCodes.Status401Unauthorized);
        _open = new GateCall(fresh.App, "/open", token, StatusCodes.Status200OK);
        _gateFirstSight = new GateCall(fresh.App, "/x", token, StatusCodes.Status200OK);
        _gateKnown = new GateCall(remembering.App, "/x", token, StatusCodes.Status200OK);
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
    }

    [BenchmarkCategory("without token"), Benchmark(Baseline = true)]
    public int OpenWithoutToken() => _openBare.Run();

    [BenchmarkCategory("without token"), Benchmark]
    public int RefusedWithoutToken() => _gateBare.Run();

    [BenchmarkCategory("with token"), Benchmark(Baseline = true)]
    public int OpenWithToken() => _open.Run();

    [BenchmarkCategory("with token"), Benchmark]
    public int GateFirstSight() => _gateFirstSight.Run();

    [BenchmarkCategory("with token"), Benchmark]
    public int GateKnown() => _gateKnown.Run();

    private JwtHost Start(BenchmarkKey key, int cacheSize)
    {
        var host = JwtHost.Create(key, cacheSize);
        host.App.MapGet("/open", () => "x");
        host.App.MapGet("/x", () => "x").RequireJwt();
        _hosts.Add(host);
        return host;
    }

    /// <summary>One kind of call to one endpoint.</summary>
    private sealed class GateCall
    {
        private readonly IServiceProvider _services;
        private readonly Endpoint _endpoint;
        private readonly string? _authorization;

        public GateCall(WebApplication app, string path, string? token, int status)
        {
            _services = app.Services;
            _endpoint = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>().Single(endpoint => endpoint.RoutePattern.RawText == path);
            _authorization = token is null ? null : $"Bearer {token}";
            if (Run() != status)
                throw new InvalidOperationException($"'{path}' does not answer {status}.");
        }

        public int Run()
        {
            var features = new FeatureCollection(8);
            features.Set<IHttpRequestFeature>(new HttpRequestFeature { Method = "GET" });
            features.Set<IHttpResponseFeature>(new HttpResponseFeature());
            features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
            var context = new DefaultHttpContext(features) { RequestServices = _services };
            context.SetEndpoint(_endpoint);
            if (_authorization is not null)
                context.Request.Headers.Authorization = _authorization;
            _endpoint.RequestDelegate!(context).GetAwaiter().GetResult();
            return context.Response.StatusCode;
        }
    }
}
