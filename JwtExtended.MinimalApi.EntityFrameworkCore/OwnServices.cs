using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>The services behind <see cref="OwnContext"/>: a pool of contexts, and nothing of the application but its logging.</summary>
internal static class OwnServices
{
    /// <summary>Creates the services.</summary>
    /// <returns>The services, to be disposed with the store.</returns>
    public static ServiceProvider Create(ILoggerFactory logging, Action<DbContextOptionsBuilder> configure, OwnTableNaming naming) =>
        new ServiceCollection()
            // What is added as an object is not disposed with the services.
            .AddSingleton(logging)
            .AddDbContextPool<OwnContext>(options =>
            {
                configure(options);
                PostgresConnection.PrepareCommands(options);
                ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(naming);
            })
            .BuildServiceProvider();
}
