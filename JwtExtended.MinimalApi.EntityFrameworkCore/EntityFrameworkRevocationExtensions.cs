using JwtExtended.MinimalApi.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to store revocations and sessions in the application's own database, with EF Core.</summary>
public static class EntityFrameworkRevocationExtensions
{
    /// <summary>
    /// Stores sessions and revocations in the database of a context whose model includes the tables of
    /// <see cref="JwtSessionsModelBuilderExtensions.AddJwtSessions"/>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Each operation uses its own context, outside the caller's transaction: a revocation stays in effect if the request rolls back.
    /// SQLite has one writer at a time: revoke before a transaction of the request starts to write, or after it has ended.
    /// </para>
    /// <para>
    /// Works with <c>AddDbContext</c>, <c>AddDbContextPool</c> and <c>AddDbContextFactory</c>. Expired rows are deleted every five
    /// minutes, in batches; those of sessions from the beginning of the next day (UTC). For SQLite, PostgreSQL, MariaDB and MySQL instants
    /// are read from the clock of the database; for other databases from the <see cref="TimeProvider"/> of the application, and the clocks
    /// of all machines must be synchronized.
    /// </para>
    /// <para>
    /// The application does not start if the context is not registered or its model does not include the tables, if the database does not
    /// distinguish upper and lower case in keys, or if the connection string for MariaDB or MySQL sets <c>UseAffectedRows</c>. If the
    /// database is down or does not have the tables, responses are <see cref="JwtErrorCode.StoreUnavailable"/>.
    /// </para>
    /// </remarks>
    /// <typeparam name="TContext">The type of the context.</typeparam>
    /// <param name="revocation">The options of the application.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public static void UseEntityFrameworkCore<TContext>(this RevocationOptions revocation)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(revocation);
        revocation.UseStore(services =>
        {
            var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
            var contexts = new ContextSource<TContext>(services.GetRequiredService<IServiceScopeFactory>(), revocation.Timeout);
            return new EntityFrameworkJwtStore<TContext>(
                contexts,
                new DatabaseClock(contexts.Dialect, time),
                time,
                services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category));
        });
    }
}
