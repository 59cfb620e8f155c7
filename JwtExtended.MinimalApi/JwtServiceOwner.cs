using JwtExtended.MinimalApi.Configuration;
using Microsoft.Extensions.Hosting;

namespace JwtExtended.MinimalApi;

/// <summary>Owns a <see cref="JwtService"/> outside of web applications, as <see cref="JwtService.Create"/> returns it.</summary>
public sealed class JwtServiceOwner : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly JwtRuntime _runtime;

    internal JwtServiceOwner(IHost host, JwtRuntime runtime)
    {
        _host = host;
        _runtime = runtime;
        Service = new JwtService(runtime);
    }

    /// <summary>Gets the service.</summary>
    public JwtService Service { get; }

    /// <summary>Closes the store and whatever else belongs to the service.</summary>
    /// <returns>A task that completes when everything is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        await _runtime.CloseAsync();
        _host.Dispose();
    }
}
