using System.Buffers;
using System.Net;
using JwtExtended.MinimalApi.Benchmarks.Support;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Benchmarks.Pipeline;

/// <summary>An app, started on Kestrel over connections in memory.</summary>
internal sealed class PipelineHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly MemoryTransport _transport;
    private readonly MemoryPool<byte> _pool;

    private PipelineHost(WebApplication app, MemoryTransport transport)
    {
        _app = app;
        _transport = transport;
        _pool = app.Services.GetRequiredService<IMemoryPoolFactory<byte>>().Create();
    }

    public IServiceProvider Services => _app.Services;

    public static async Task<PipelineHost> StartAsync(PipelineVariant variant)
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
        return new PipelineHost(app, transport);
    }

    public MemoryClient Connect() => _transport.Connect(_pool);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _pool.Dispose();
    }
}
