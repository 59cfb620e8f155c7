using Microsoft.Extensions.Hosting;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Stops the start of an application that registers the services and never calls <c>Jwt.Initialize</c>.</summary>
internal sealed class InitializeCheck(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Jwt.For(services);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
