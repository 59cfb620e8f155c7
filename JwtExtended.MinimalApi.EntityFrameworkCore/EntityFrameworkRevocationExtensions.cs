using JwtExtended.MinimalApi.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi;

/// <summary>Keeps revocations and sessions in the application's own database, through EF Core.</summary>
public static class EntityFrameworkRevocationExtensions
{
    /// <summary>
    /// Keeps revocations in the database of a context, whose model has called <see cref="JwtSessionsModelBuilderExtensions.AddJwtSessions"/>.
    /// Each call uses a context of its own and no transaction of the caller's: what a request rolls back stays revoked.
    /// </summary>
    /// <remarks>
    /// Works with <c>AddDbContext</c>, <c>AddDbContextPool</c> and <c>AddDbContextFactory</c>. Expired rows are deleted every five minutes, in
    /// batches. Instants come from the clock of the database for SQLite and PostgreSQL, and from the <see cref="TimeProvider"/> of the app for
    /// others: then the clocks of several machines have to agree. The app does not start when the context or its tables are missing in the model;
    /// missing tables in the database answer <see cref="JwtErrorCode.StoreUnavailable"/>. SQLite has one writer at a time: revoke before a transaction
    /// of the request begins to write, or after it has ended.
    /// </remarks>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <param name="revocation">The options of an app.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public static void UseEntityFrameworkCore<TContext>(this RevocationOptions revocation)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(revocation);
        revocation.UseStore(services => new EntityFrameworkRevocationStore<TContext>(
            new ContextSource<TContext>(services.GetRequiredService<IServiceScopeFactory>(), revocation.Timeout),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category)));
    }
}
