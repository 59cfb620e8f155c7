using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using JwtExtended.MinimalApi.Benchmarks.Peers;
using JwtExtended.MinimalApi.Benchmarks.Support;
using Microsoft.AspNetCore.Hosting;

namespace JwtExtended.MinimalApi.Benchmarks.Startup;

/// <summary>
/// <c>-- startup-app</c>: an app with many endpoints, which reports the processor time of its process when its input is closed.
/// </summary>
internal static class StartupApp
{
    public const string Command = "startup-app";

    public const string Open = "open";

    public const string Initialized = "initialized";

    public const string Protected = "protected";

    public const string Bearer = "bearer";

    public const string Ready = "listening on ";

    public const string Used = "processor time ";

    public static async Task<int> RunAsync(Switches switches)
    {
        var file = switches.Text("key") ?? throw new ArgumentException("The key is missing. Name its file: --key FILE");
        var key = BenchmarkKey.Parse(JwtAlgorithm.HS256, await File.ReadAllTextAsync(file));
        await using var app = Build(switches.Text("variant") ?? Open, key, switches.Number("endpoints", 100));
        await app.StartAsync();
        Console.WriteLine(Ready + app.Urls.First());
        await Console.In.ReadToEndAsync();
        var (used, compiling) = (Environment.CpuUsage.TotalTime, JitInfo.GetCompilationTime());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Used}{used.TotalMilliseconds} {compiling.TotalMilliseconds} {JitInfo.GetCompiledMethodCount()}"));
        await app.StopAsync();
        return 0;
    }

    private static WebApplication Build(string variant, BenchmarkKey key, int endpoints)
    {
        var builder = JwtHost.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (variant == Bearer)
            JwtBearerPeer.Add(builder.Services, key);
        var app = builder.Build();
        if (variant is Initialized or Protected)
            JwtHost.Initialize(app, key);
        for (var i = 0; i < endpoints; i++)
            Protect(app.MapGet($"/items{i}/{{id}}", static (int id) => $"item {id}"), variant);
        return app;
    }

    private static void Protect(RouteHandlerBuilder route, string variant) => _ = variant switch
    {
        Open or Initialized => route,
        Protected => route.RequireJwt(),
        Bearer => route.RequireAuthorization(),
        _ => throw new UnreachableException($"There is no variant '{variant}'."),
    };
}
