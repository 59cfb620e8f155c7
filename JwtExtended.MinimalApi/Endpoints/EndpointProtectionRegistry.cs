using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Finds the protection of an app. It holds no app strongly.</summary>
internal static class EndpointProtectionRegistry
{
    // The lifetime is a singleton of the container: unlike the provider, it is the same object on every kind of endpoint.
    private static readonly ConditionalWeakTable<IHostApplicationLifetime, IEndpointProtection> Protections = [];

    public static void Add(IServiceProvider services, IEndpointProtection protection) =>
        Protections.Add(services.GetRequiredService<IHostApplicationLifetime>(), protection);

    public static IEndpointProtection? Find(IServiceProvider services) =>
        services.GetService<IHostApplicationLifetime>() is { } app ? Find(app) : null;

    public static IEndpointProtection? Find(IHostApplicationLifetime app) =>
        Protections.TryGetValue(app, out var protection) ? protection : null;
}
