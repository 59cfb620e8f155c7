using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Checks whether the store of the app responds to a look-up, as each request needs one.</summary>
internal sealed class StoreHealthCheck(IServiceProvider services) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        // At each check: health checks are registered before the app is built, and Initialize comes behind that.
        if (JwtServiceRegistry.Find(services) is not { } service)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus,
                "Jwt.Initialize(app) was not called for this app. Call it in Program.cs before app.Run().");
        }

        var revocation = service.Runtime.Revocation;
        try
        {
            await revocation.Probe.ProbeAsync(cancellationToken);
            return HealthCheckResult.Healthy("The revocation store responds.");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var description = e is TimeoutException
                ? $"The revocation store did not respond within {revocation.Store.Rules.Timeout}."
                : "The revocation store failed.";
            return new HealthCheckResult(context.Registration.FailureStatus, description, e);
        }
    }
}
