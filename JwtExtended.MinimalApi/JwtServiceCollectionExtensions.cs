using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JwtExtended.MinimalApi;

/// <summary>Optional registrations.</summary>
public static class JwtServiceCollectionExtensions
{
    /// <summary>Makes <see cref="JwtService"/> injectable into constructors. Nothing else needs it.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddJwtExtended(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(Jwt.For);
        return services;
    }
}
