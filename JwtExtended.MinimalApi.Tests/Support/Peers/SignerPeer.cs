using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.Support.Peers;

/// <summary>A service that holds a key of its own and signs with it. It prints its address, and listens until it is ended.</summary>
internal static class SignerPeer
{
    public static async Task RunAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapGet("/key", () => key.ExportSubjectPublicKeyInfoPem());
        app.MapPost("/sign", async (HttpRequest request) =>
        {
            using var input = new MemoryStream();
            await request.Body.CopyToAsync(input);
            return Results.Bytes(key.SignData(input.ToArray(), HashAlgorithmName.SHA256));
        });
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Urls.First());
        await Task.Delay(Timeout.Infinite);
    }
}
