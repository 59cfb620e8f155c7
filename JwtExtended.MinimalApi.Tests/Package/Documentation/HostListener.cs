using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JwtExtended.MinimalApi.Tests.Package.Documentation;

/// <summary>Finds the host that a program builds, as the test host of ASP.NET Core does.</summary>
internal sealed class HostListener : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    // Other tests build hosts at the same time.
    private static readonly AsyncLocal<HostListener?> Current = new();

    private readonly TaskCompletionSource<IHost> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IDisposable _all;
    private IDisposable? _events;

    public HostListener() => _all = DiagnosticListener.AllListeners.Subscribe(this);

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
        if (value.Key != "HostBuilt" || Current.Value != this || value.Value is not IHost host)
            return;
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
