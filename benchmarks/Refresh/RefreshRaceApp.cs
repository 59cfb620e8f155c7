using JwtExtended.MinimalApi.Benchmarks.Support;
using Microsoft.AspNetCore.Hosting;

namespace JwtExtended.MinimalApi.Benchmarks.Refresh;

/// <summary><c>-- refresh-app</c>: one of the processes that share a store. It ends when its input is closed.</summary>
internal static class RefreshRaceApp
{
    public const string Command = "refresh-app";

    public const string Ready = "listening on ";

    public static async Task<int> RunAsync(Switches switches)
    {
        var key = BenchmarkKey.Parse(JwtAlgorithm.HS256, await File.ReadAllTextAsync(switches.Text("key")!));
        var builder = JwtHost.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        JwtHost.Initialize(app, key, configure: cfg =>
        {
            cfg.Rotation.GraceWindow = RefreshRaceRun.Window;
            // A busy machine is no lost response: what the store does not confirm in time is.
            cfg.Revocation.Timeout = TimeSpan.FromSeconds(10);
            cfg.Revocation.UseRedis(switches.Text("redis")!);
        });
        app.MapPost("/login/{user}", async (string user, JwtService jwt) => user[0] == 'r'
            ? await jwt.StartSessionAsync(user)
            : jwt.CreateTokenPair(user));
        app.MapJwtRefresh();
        app.MapJwtLogout();
        app.MapJwtLogoutAll();
        app.MapGet("/me", static (Token token) => token.Identity).RequireJwt();
        app.MapGet("/current", static (Token token) => token.Identity).RequireRefreshJwt();
        await app.StartAsync();
        Console.WriteLine(Ready + app.Urls.First());
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        return 0;
    }
}
