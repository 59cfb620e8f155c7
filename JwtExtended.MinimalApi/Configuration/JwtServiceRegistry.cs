using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Finds the service of an app. It holds no app strongly, and forgets those that have stopped.</summary>
internal static class JwtServiceRegistry
{
    // The lifetime is a singleton of the container: unlike the provider, it is the same object on every kind of endpoint.
    private static readonly ConditionalWeakTable<IHostApplicationLifetime, JwtService> Services = [];
    private static readonly Lock Sync = new();
    private static readonly List<AppHandle> Apps = [];
    private static readonly AsyncLocal<AppHandle?> Ambient = new();
    private static volatile bool _hadSeveral;

    /// <summary>
    /// Whether one app alone has lived in this process so far: then every flow is its own. Once there were several it stays
    /// <see langword="false"/>, because a flow may outlive its app.
    /// </summary>
    public static bool IsAlone => !_hadSeveral;

    /// <summary>The service of the app that handles the current request; <see langword="null"/> outside of requests.</summary>
    /// <exception cref="InvalidOperationException">
    /// The flow began in a request to an app that has stopped since: it must not speak for another one.
    /// </exception>
    public static JwtService? Current => Ambient.Value switch
    {
        null => null,
        { Service: { } service } => service,
        _ => throw new InvalidOperationException(
            "This work began in a request to an app that has stopped. Use the JwtService of the app that is meant."),
    };

    /// <summary>Adds the service of an app.</summary>
    /// <exception cref="InvalidOperationException">The app has one already.</exception>
    public static void Add(IServiceProvider services, AppHandle app, JwtService service)
    {
        if (!Services.TryAdd(services.GetRequiredService<IHostApplicationLifetime>(), service))
            throw CalledTwice();
        app.Attach(service);
        lock (Sync)
        {
            RemoveGone();
            Apps.Add(app);
            _hadSeveral |= Apps.Count > 1;
        }
    }

    public static InvalidOperationException CalledTwice() =>
        new("Jwt.Initialize was called twice for one app. Call it once, and put everything into one lambda.");

    public static JwtService? Find(IServiceProvider services) =>
        services.GetService<IHostApplicationLifetime>() is { } lifetime && Services.TryGetValue(lifetime, out var service) ? service : null;

    /// <summary>Removes a stopped app from those that the static class may speak for.</summary>
    public static void Forget(AppHandle app)
    {
        app.HasStopped = true;
        lock (Sync)
            Apps.Remove(app);
    }

    /// <summary>The apps that were set up and have not stopped.</summary>
    /// <returns>Their services.</returns>
    public static List<JwtService> All()
    {
        lock (Sync)
        {
            RemoveGone();
            return [.. Apps.Select(static app => app.Service).OfType<JwtService>()];
        }
    }

    /// <summary>Makes the app the current one for the rest of the calling flow.</summary>
    public static void Enter(AppHandle app)
    {
        if (!ReferenceEquals(Ambient.Value, app))
            Ambient.Value = app;
    }

    private static void RemoveGone() => Apps.RemoveAll(static app => app.Service is null || app.IsDisposed());
}
