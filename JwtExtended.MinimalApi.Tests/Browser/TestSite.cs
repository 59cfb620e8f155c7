using System.Collections.Concurrent;
using System.Net;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.Browser;

/// <summary>A site over https, with an empty page to run scripts in. It records the requests.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestSite(WebApplication app, string host, ConcurrentQueue<SeenRequest> requests)
    {
        (_app, Requests) = (app, requests);
        var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        Origin = $"https://{host}:{port}";
    }

    public string Origin { get; }

    public ConcurrentQueue<SeenRequest> Requests { get; }

    /// <summary>A site that only serves its empty page.</summary>
    public static Task<TestSite> StartForeignAsync(string host = "evil.test") => StartAsync(host, static _ => { });

    public static async Task<TestSite> StartAsync(
        string host, Action<WebApplication> routes, HttpProtocols protocols = HttpProtocols.Http1AndHttp2)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = "Production", ApplicationName = "TestSite" });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            listen.UseHttps(TestCertificate.Shared);
        }));
        builder.Configuration["Jwt:SecretKey"] = TestKeys.Secret;
        builder.Logging.ClearProviders();
        var app = builder.Build();
        try
        {
            var requests = new ConcurrentQueue<SeenRequest>();
            app.Use((context, next) => RecordAsync(context, next, requests));
            app.UseWebSockets();
            routes(app);
            app.MapGet("/", static () => Results.Content("<!doctype html><title>Empty</title>", "text/html"));
            await app.StartAsync();
            return new TestSite(app, host, requests);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task RecordAsync(HttpContext context, RequestDelegate next, ConcurrentQueue<SeenRequest> requests)
    {
        var (body, buffer) = (context.Response.Body, new MemoryStream());
        if (!context.WebSockets.IsWebSocketRequest)
            context.Response.Body = buffer;
        await next(context);
        var request = context.Request;
        using var reader = new StreamReader(buffer);
        buffer.Position = 0;
        requests.Enqueue(new SeenRequest(
            request.Method,
            request.Path,
            request.Headers.Cookie.Count > 0,
            request.Headers["Sec-Fetch-Site"].ToString(),
            context.Response.StatusCode,
            await reader.ReadToEndAsync()));
        buffer.Position = 0;
        await buffer.CopyToAsync(body);
    }
}
