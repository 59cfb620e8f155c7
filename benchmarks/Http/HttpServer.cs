using System.Diagnostics;
using JwtExtended.MinimalApi.Benchmarks.Peers;
using JwtExtended.MinimalApi.Benchmarks.Support;
using Microsoft.AspNetCore.Hosting;

namespace JwtExtended.MinimalApi.Benchmarks.Http;

/// <summary>
/// <c>-- server</c>: one route, open or protected in one of two ways, until the process that started it ends it or exits.
/// </summary>
internal static class HttpServer
{
    public const string Ready = "listening on ";

    public static async Task<int> RunAsync(Switches switches)
    {
        var file = switches.Text("key") ?? throw new ArgumentException("The key is missing. Name its file: --key FILE");
        var key = BenchmarkKey.Parse(switches.Algorithms(JwtAlgorithm.HS256)[0], await File.ReadAllTextAsync(file));
        await using var app = Build(switches.Text("variant") ?? "open", key, switches.Number("port", 0));
        await app.StartAsync();
        Console.WriteLine(Ready + app.Urls.First());
        // The other end of the input is closed when the process that has opened it exits.
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }

    private static WebApplication Build(string variant, BenchmarkKey key, int port)
    {
        var builder = JwtHost.CreateBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        if (variant == "bearer")
            JwtBearerPeer.Add(builder.Services, key);

        var app = builder.Build();
        if (variant == "ours")
            JwtHost.Initialize(app, key);
        var route = app.MapGet("/x", () => "x");
        _ = variant switch
        {
            "open" => route,
            "ours" => route.RequireJwt(),
            "bearer" => route.RequireAuthorization(),
            _ => throw new UnreachableException($"There is no variant '{variant}'."),
        };
        return app;
    }
}
