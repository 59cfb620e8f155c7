using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Finds the service of an app. It holds no app strongly, and forgets those that have stopped.</summary>
internal static class JwtServiceRegistry
{
    // The lifetime is a singleton of the container: unlike the provider, it is the same object on every kind of endpoint.
    private static readonly ConditionalWeakTable<IHostApplicationLifetime, JwtService> Services = [];
    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<JwtService>> Living = [];
    private static readonly AsyncLocal<WeakReference<JwtService>?> Ambient = new();

    /// <summary>The service of the app that handles the current request; <see langword="null"/> outside of requests.</summary>
    /// <exception cref="InvalidOperationException">The flow began in a request to an app that has stopped since: it must not speak for another one.</exception>
    public static JwtService? Current => Ambient.Value switch
    {
        null => null,
        var current when current.TryGetTarget(out var service) && !service.HasStopped => service,
        _ => throw new InvalidOperationException("This work began in a request to an app that has stopped. Use the JwtService of the app that is meant."),
    };

    /// <summary>Adds the service of an app.</summary>
    /// <exception cref="InvalidOperationException">The app has one already.</exception>
    public static void Add(IServiceProvider services, JwtService service)
    {
        if (!Services.TryAdd(services.GetRequiredService<IHostApplicationLifetime>(), service))
            throw CalledTwice();
        lock (Gate)
            Living.Add(service.Weak);
    }

    public static InvalidOperationException CalledTwice() =>
        new("Jwt.Initialize was called twice for one app. Call it once, and put everything into one lambda.");

    public static JwtService? Find(IServiceProvider services) =>
        services.GetService<IHostApplicationLifetime>() is { } lifetime && Services.TryGetValue(lifetime, out var service) ? service : null;

    /// <summary>Takes a stopped app out of those that the static door may speak for.</summary>
    public static void Forget(JwtService service)
    {
        service.HasStopped = true;
        lock (Gate)
            Living.Remove(service.Weak);
    }

    /// <summary>The apps that were set up and have not stopped.</summary>
    public static List<JwtService> All()
    {
        var living = new List<JwtService>();
        lock (Gate)
        {
            Living.RemoveAll(static weak => !weak.TryGetTarget(out _));
            foreach (var weak in Living)
            {
                if (weak.TryGetTarget(out var service) && !service.IsDisposed())
                    living.Add(service);
            }
        }

        return living;
    }

    /// <summary>Makes the service the current one for the rest of the calling flow.</summary>
    public static void Enter(JwtService service)
    {
        if (!ReferenceEquals(Ambient.Value, service.Weak))
            Ambient.Value = service.Weak;
    }
}
