using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.Support.Peers;

/// <summary>What a slow anonymous connection holds while its body arrives, with the package and without, in a process of its own.</summary>
internal static class BodyFigures
{
    public const string With = "bytes a slow connection, token in the body";
    public const string Without = "bytes a slow connection, without the package";

    private const string Head =
        " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{\"item\":\"";

    public static async Task PrintAsync(int connections)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "Peer", EnvironmentName = "Production" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["Jwt:SecretKey"] = TestKeys.Secret;
        await using var app = builder.Build();
        Jwt.Initialize(app, cfg => cfg.Locations.Add(TokenLocation.JsonBody));
        app.MapPost("/with", (Order order) => order.Item).RequireJwt();
        app.MapPost("/without", (Order order) => order.Item);
        await app.StartAsync();
        var port = new Uri(app.Urls.Single()).Port;

        // The first connections create what all of them share.
        foreach (var path in new[] { "/with", "/without" })
            await MeasureAsync(port, path, 20);
        Print(Without, await MeasureAsync(port, "/without", connections));
        Print(With, await MeasureAsync(port, "/with", connections));
    }

    private static async Task<double> MeasureAsync(int port, string path, int connections)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clients = new List<TcpClient>();
        try
        {
            for (var i = 0; i < connections; i++)
            {
                var client = new TcpClient();
                clients.Add(client);
                await client.ConnectAsync("127.0.0.1", port);
                await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"POST {path}{Head}"));
            }

            return (await SettleAsync() - before) / (double)connections;
        }
        finally
        {
            clients.ForEach(static client => client.Dispose());
            await SettleAsync();
        }
    }

    // Until two measurements are the same: the server accepts and reads in its own time.
    private static async Task<long> SettleAsync()
    {
        var previous = 0L;
        for (var i = 0; i < 50; i++)
        {
            await Task.Delay(100);
            var now = GC.GetTotalMemory(forceFullCollection: true);
            if (Math.Abs(now - previous) < 10_000)
                return now;
            previous = now;
        }

        return previous;
    }

    private static void Print(string what, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {value:0}"));

    private sealed record Order(string Item);
}
