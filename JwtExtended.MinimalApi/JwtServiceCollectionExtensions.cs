using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to register services. They are optional.</summary>
public static class JwtServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="JwtService"/>, so that it can be injected into constructors. Nothing else requires this registration.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <returns>The same service collection.</returns>
    public static IServiceCollection AddJwtExtended(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(Jwt.For);
        return services;
    }
}
