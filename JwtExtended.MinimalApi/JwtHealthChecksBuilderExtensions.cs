using JwtExtended.MinimalApi.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to register health checks.</summary>
public static class JwtHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of the store: it is unhealthy if a look-up, as each request makes one, fails or takes longer than
    /// <see cref="RevocationOptions.Timeout"/>. The result has the exception of the store. In memory, the store is always healthy.
    /// </summary>
    /// <remarks>
    /// Use it for readiness, not for liveness: a restart of the application does not repair the store. Where
    /// <see cref="RevocationOptions.OnStoreFailure"/> accepts tokens without it, pass <see cref="HealthStatus.Degraded"/>.
    /// </remarks>
    /// <param name="builder">The builder of the health checks.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">
    /// The status if the check fails, or <see langword="null"/> for <see cref="HealthStatus.Unhealthy"/>.
    /// </param>
    /// <param name="tags">Tags to select the check by.</param>
    /// <returns>The same builder.</returns>
    /// <example>
    /// <code>
    /// builder.Services.AddHealthChecks().AddJwtStore();
    /// var app = builder.Build();
    /// Jwt.Initialize(app);
    /// app.MapHealthChecks("/ready");
    /// </code>
    /// </example>
    public static IHealthChecksBuilder AddJwtStore(
        this IHealthChecksBuilder builder,
        string name = "jwt_store",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder.Add(new HealthCheckRegistration(name, static services => new StoreHealthCheck(services), failureStatus, tags));
    }
}
