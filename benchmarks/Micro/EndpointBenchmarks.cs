using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using JwtExtended.MinimalApi.Benchmarks.Support;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Benchmarks.Micro;

/// <summary>
/// Calls the delegate of an endpoint without a server: one that is open, and one that requires a token. The difference of the two in one
/// category is the cost of the protection; each call creates its own context, the same in both.
/// </summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class EndpointBenchmarks
{
    private readonly List<JwtHost> _hosts = [];
    private EndpointCall _openWithoutToken = null!;
    private EndpointCall _protectedWithoutToken = null!;
    private EndpointCall _open = null!;
    private EndpointCall _protectedNew = null!;
    private EndpointCall _protectedCached = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var key = BenchmarkKey.Generate(JwtAlgorithm.HS256);
        var fresh = Start(key, cacheSize: 0);
        var caching = Start(key, JwtHost.CacheSize);
        var token = fresh.CreateToken();
        _openWithoutToken = new EndpointCall(fresh.App, "/open", null, StatusCodes.Status200OK);
        _protectedWithoutToken = new EndpointCall(fresh.App, "/x", null, StatusCodes.Status401Unauthorized);
        _open = new EndpointCall(fresh.App, "/open", token, StatusCodes.Status200OK);
        _protectedNew = new EndpointCall(fresh.App, "/x", token, StatusCodes.Status200OK);
        _protectedCached = new EndpointCall(caching.App, "/x", token, StatusCodes.Status200OK);
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
    }

    [BenchmarkCategory("without token"), Benchmark(Baseline = true)]
    public int OpenWithoutToken() => _openWithoutToken.Run();

    [BenchmarkCategory("without token"), Benchmark]
    public int RefusedWithoutToken() => _protectedWithoutToken.Run();

    [BenchmarkCategory("with token"), Benchmark(Baseline = true)]
    public int OpenWithToken() => _open.Run();

    [BenchmarkCategory("with token"), Benchmark]
    public int ProtectedNewToken() => _protectedNew.Run();

    [BenchmarkCategory("with token"), Benchmark]
    public int ProtectedCachedToken() => _protectedCached.Run();

    private JwtHost Start(BenchmarkKey key, int cacheSize)
    {
        var host = JwtHost.Create(key, cacheSize);
        host.App.MapGet("/open", () => "x");
        host.App.MapGet("/x", () => "x").RequireJwt();
        _hosts.Add(host);
        return host;
    }

    /// <summary>One kind of call to one endpoint.</summary>
    private sealed class EndpointCall
    {
        private readonly IServiceProvider _services;
        private readonly Endpoint _endpoint;
        private readonly string? _authorization;

        public EndpointCall(WebApplication app, string path, string? token, int status)
        {
            _services = app.Services;
            _endpoint = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>().Single(endpoint => endpoint.RoutePattern.RawText == path);
            _authorization = token is null ? null : $"Bearer {token}";
            if (Run() != status)
                throw new InvalidOperationException($"The response of '{path}' is not {status}.");
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
