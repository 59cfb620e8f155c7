using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using JwtExtended.MinimalApi.Benchmarks.Support;
using Microsoft.AspNetCore.Hosting;

namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>A listening app with logins on one store, and its client.</summary>
internal sealed class SessionApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ISessionFill _fill;
    private readonly HttpClient _client;
    private int _filled;
    private int _users;

    private SessionApp(WebApplication app, ISessionFill fill)
    {
        _app = app;
        _fill = fill;
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public static async Task<SessionApp> StartAsync(StoreVariant variant, BenchmarkKey key)
    {
        var builder = JwtHost.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        variant.Register(builder.Services);
        var app = builder.Build();
        await variant.CreateTablesAsync(app.Services);
        var jwt = JwtHost.Initialize(app, key, configure: options => variant.Use?.Invoke(options.Revocation));
        app.MapPost("/login/{user}", (string user) => jwt.StartSessionAsync(user));
        app.MapGet("/x", () => "x").RequireJwt();
        app.MapJwtRefresh();
        app.MapJwtLogout();
        await app.StartAsync();
        return new SessionApp(app, variant.CreateFill(app.Services, jwt));
    }

    /// <summary>Adds sessions until the store has as many. The app must be able to use one that was added.</summary>
    public async Task FillAsync(int size)
    {
        var jwt = Jwt.For(_app.Services);
        var (user, pair) = ($"filled-{_filled}", await jwt.StartSessionAsync($"filled-{_filled}"));
        var session = (await jwt.GetSessionsAsync(user)).Single();
        await _fill.AddAsync(session.Id, size - _filled - 1);
        _filled = size;
        if ((await jwt.GetSessionsAsync(user)).Single().Id != session.Id || (await jwt.RefreshAsync(pair.RefreshToken)).Pair is null)
            throw new InvalidOperationException("A session that was filled in is not read.");
    }

    /// <summary>Measures each request: how long it takes, in microseconds, and how many are served in a second.</summary>
    public async Task<List<(string Name, (double[] Took, double PerSecond) Figures)>> MeasureAsync(int requests, int connections)
    {
        var alone = await LoginAsync(requests);
        var shared = await LoginAsync(requests);
        return
        [
            ("look-up", await MeasureAsync(alone, shared, connections, pair => SendAsync(HttpMethod.Get, "/x", pair.AccessToken))),
            ("login", await MeasureAsync(alone, shared, connections, _ => SendAsync(HttpMethod.Post, NewLogin(), null))),
            ("refresh", await MeasureAsync(
                alone, shared, connections, pair => SendAsync(HttpMethod.Post, "/refresh", pair.RefreshToken))),
            ("logout", await MeasureAsync(alone, shared, connections, pair => SendAsync(HttpMethod.Post, "/logout", pair.AccessToken))),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _fill.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<(double[] Took, double PerSecond)> MeasureAsync(
        List<TokenPair> alone, List<TokenPair> shared, int connections, Func<TokenPair, Task> send)
    {
        var took = new double[alone.Count];
        for (var i = 0; i < took.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await send(alone[i]);
            took[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            shared, new ParallelOptions { MaxDegreeOfParallelism = connections }, async (pair, _) => await send(pair));
        return (took, shared.Count / clock.Elapsed.TotalSeconds);
    }

    // Each is used once: what is measured is not the first use of a token.
    private async Task<List<TokenPair>> LoginAsync(int count)
    {
        var jwt = Jwt.For(_app.Services);
        var pairs = new List<TokenPair>();
        while (pairs.Count < count)
        {
            pairs.Add(await jwt.StartSessionAsync($"signed-in-{Interlocked.Increment(ref _users)}"));
            await SendAsync(HttpMethod.Get, "/x", pairs[^1].AccessToken);
        }

        return pairs;
    }

    private string NewLogin() => $"/login/user-{Interlocked.Increment(ref _users)}";

    private async Task SendAsync(HttpMethod method, string path, string? token)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _client.SendAsync(request);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NoContent))
            throw new InvalidOperationException($"The response of {path} is {response.StatusCode}.");
    }
}
