using System.Buffers;
using System.Net;
using System.Text;
using JwtExtended.MinimalApi.Benchmarks.Support;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Benchmarks.Pipeline;

/// <summary>A variant, started on Kestrel over a connection in memory.</summary>
internal sealed class PipelineApp : IAsyncDisposable
{
    public const string Path = "/x";

    private readonly WebApplication _app;
    private readonly MemoryPool<byte> _pool;
    private readonly MemoryClient _client;
    private readonly byte[] _request;

    private PipelineApp(PipelineVariant variant, WebApplication app, MemoryTransport transport)
    {
        Variant = variant;
        _app = app;
        _pool = app.Services.GetRequiredService<IMemoryPoolFactory<byte>>().Create();
        _client = transport.Connect(_pool);
        _request = RequestWith($"{variant.Credentials(app.Services)}\r\n");
        Get = GetSuccessfully;
    }

    public PipelineVariant Variant { get; }

    /// <summary>Gets one request and its response, which must be a success.</summary>
    public Action Get { get; }

    public long Waits => _client.Waits;

    public static async Task<PipelineApp> StartAsync(PipelineVariant variant)
    {
        var transport = new MemoryTransport();
        var builder = JwtHost.CreateBuilder();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        // Kestrel asks the factory that was registered last first.
        builder.Services.AddSingleton<IConnectionListenerFactory>(transport);
        variant.Register(builder.Services);
        var app = builder.Build();
        variant.Map(app);
        await app.StartAsync();
        return new PipelineApp(variant, app, transport);
    }

    /// <summary>Throws unless the route accepts its credentials, and refuses a request without any where it is protected.</summary>
    public void Check()
    {
        GetSuccessfully();
        if (_client.Send(RequestWith("")) is var status && status != Variant.StatusWithoutCredentials)
            throw new InvalidOperationException($"The response of '{Variant.Name}' to a request without credentials is {status}.");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _pool.Dispose();
    }

    private static byte[] RequestWith(string credentials) => Encoding.ASCII.GetBytes(
        $"GET {Path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: benchmarks\r\nAccept: */*\r\n{credentials}\r\n");

    private void GetSuccessfully()
    {
        if (_client.Send(_request) is var status and not StatusCodes.Status200OK)
            throw new InvalidOperationException($"The response of '{Variant.Name}' is {status}.");
    }
}
