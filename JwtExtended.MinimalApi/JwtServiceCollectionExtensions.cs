using JwtExtended.MinimalApi.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to register services. They are optional.</summary>
public static class JwtServiceCollectionExtensions
{
    /// <summary>
    /// Registers the authentication scheme <see cref="JwtExtendedDefaults.AuthenticationScheme"/>, the authorization services of ASP.NET
    /// Core, and <see cref="JwtService"/> for constructors. Call it if the application uses <c>[Authorize]</c>, authorization policies or
    /// constructor injection; protecting endpoints with <c>RequireJwt()</c> needs none of it.
    /// </summary>
    /// <remarks>
    /// <c>Jwt.Initialize</c> is still required. May be called several times, and beside <c>AddAuthentication(...)</c> in any order.
    /// </remarks>
    /// <param name="services">The service collection.</param>
    /// <param name="configure">Sets options, before the lambda of <c>Jwt.Initialize</c> does.</param>
    /// <returns>The same service collection.</returns>
    /// <example>
    /// <code>
    /// builder.Services.AddJwtExtended();
    /// var app = builder.Build();
    /// Jwt.Initialize(app);
    /// app.MapGet("/reports", () => "all reports").RequireAuthorization(policy => policy.RequireRole("ADMIN"));
    /// </code>
    /// </example>
    public static IServiceCollection AddJwtExtended(this IServiceCollection services, Action<JwtOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        // Without data protection, which this scheme does not use.
        services.AddAuthenticationCore();
        services.AddAuthorization();
        new AuthenticationBuilder(services).AddJwtExtended();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IHostedService, InitializeCheck>(static provider => new InitializeCheck(provider)));
        if (configure is not null)
            services.Configure(configure);
        return services;
    }
}
