using Microsoft.Extensions.Hosting;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>A weak reference to the service of one app. It is what a flow of execution carries, and what the registry lists.</summary>
internal sealed class AppHandle(IServiceProvider services)
{
    private readonly WeakReference<IServiceProvider> _services = new(services);
    private WeakReference<JwtService>? _service;

    public bool HasStopped { get; set; }

    /// <summary>The service; <see langword="null"/> when its app was collected, disposed or stopped.</summary>
    public JwtService? Service => !HasStopped && _service?.TryGetTarget(out var service) == true ? service : null;

    public void Attach(JwtService service) => _service = new WeakReference<JwtService>(service);

    /// <summary>Whether the app was collected, or disposed without ever having run: nothing announces that.</summary>
    /// <returns><see langword="true"/> if the app is gone.</returns>
    public bool IsDisposed()
    {
        try
        {
            return !_services.TryGetTarget(out var services) || services.GetService(typeof(IHostApplicationLifetime)) is null;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
