using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>Finds the host that a program builds, and adds services to it, as the test host of ASP.NET Core does.</summary>
internal sealed class HostListener : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    // Other tests build hosts at the same time.
    private static readonly AsyncLocal<HostListener?> Current = new();

    private readonly TaskCompletionSource<IHost> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<IServiceCollection>? _configure;
    private readonly IDisposable _all;
    private IDisposable? _events;

    public HostListener(Action<IServiceCollection>? configure = null)
    {
        _configure = configure;
        _all = DiagnosticListener.AllListeners.Subscribe(this);
    }

    /// <summary>The host, once it listens.</summary>
    public Task<IHost> Started => _started.Task;

    /// <summary>Observes the hosts that are built from here on.</summary>
    public void ListenHere() => Current.Value = this;

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting")
            _events = value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (Current.Value != this)
            return;
        if (value is { Key: "HostBuilding", Value: IHostBuilder builder } && _configure is not null)
            builder.ConfigureServices(_configure);
        if (value is { Key: "HostBuilt", Value: IHost host })
            host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => _started.TrySetResult(host));
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        _events?.Dispose();
        _all.Dispose();
    }
}
