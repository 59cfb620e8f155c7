using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using JwtExtended.MinimalApi.Benchmarks.Support;
using Microsoft.AspNetCore.Hosting;

namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>A listening app on one store, and its client.</summary>
internal sealed class StoreApp : IAsyncDisposable
{
    private const int Tokens = 100;
    private const int Revoked = 1000;

    private readonly WebApplication _app;
    private readonly string[] _tokens;
    private readonly HttpClient _client;
    private int _next;

    private StoreApp(StoreVariant variant, WebApplication app, JwtService jwt)
    {
        Variant = variant;
        _app = app;
        _tokens = [.. Enumerable.Range(0, Tokens).Select(i => jwt.CreateAccessToken($"user-{i}", "ADMIN"))];
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public StoreVariant Variant { get; }

    public static async Task<StoreApp> StartAsync(StoreVariant variant, BenchmarkKey key)
    {
        var builder = JwtHost.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        variant.Register(builder.Services);
        var app = builder.Build();
        await variant.CreateTablesAsync(app.Services);
        var jwt = JwtHost.Initialize(app, key, configure: options => variant.Use?.Invoke(options.Revocation));
        app.MapGet("/x", () => "x").RequireJwt(jwt =>
        {
            if (variant.SkipsCheck)
                jwt.SkipRevocationCheck();
        });
        await app.StartAsync();
        var started = new StoreApp(variant, app, jwt);
        await started.RevokeSomeAsync(jwt);
        return started;
    }

    /// <summary>Sends requests one after the other, and returns how long each took, in microseconds.</summary>
    public async Task<double[]> SendAsync(int requests)
    {
        var took = new double[requests];
        for (var i = 0; i < requests; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await SendOneAsync();
            took[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return took;
    }

    /// <summary>Sends requests over several connections at once, and returns the number of responses a second.</summary>
    public async Task<double> SendAsync(int requests, int connections)
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => SendAsync(requests / connections))));
        return requests / connections * connections / clock.Elapsed.TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    // An empty store has less to do, and the refusal shows that the store is used.
    private async Task RevokeSomeAsync(JwtService jwt)
    {
        for (var i = 0; i < Revoked; i++)
        {
            var text = jwt.CreateAccessToken($"revoked-{i}");
            if (!jwt.TryRead(text, out var token, out _))
                throw new InvalidOperationException("A good token is refused.");
            await jwt.RevokeAsync(token);
            if (i == 0 && await StatusOfAsync(text) != (Variant.SkipsCheck ? HttpStatusCode.OK : HttpStatusCode.Unauthorized))
                throw new InvalidOperationException($"The response to a revoked token is wrong with {Variant.Name}.");
        }
    }

    private async Task SendOneAsync()
    {
        var token = _tokens[(uint)Interlocked.Increment(ref _next) % Tokens];
        if (await StatusOfAsync(token) is var status and not HttpStatusCode.OK)
            throw new InvalidOperationException($"The response to a good token is {status} with {Variant.Name}.");
    }

    private async Task<HttpStatusCode> StatusOfAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _client.SendAsync(request);
        return response.StatusCode;
    }
}
