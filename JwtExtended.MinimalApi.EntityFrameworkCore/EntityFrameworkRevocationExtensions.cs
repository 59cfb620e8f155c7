using JwtExtended.MinimalApi.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to store revocations, sessions and keys in a database, with EF Core.</summary>
public static class EntityFrameworkRevocationExtensions
{
    /// <summary>
    /// Stores sessions, revocations and keys in the database of a context whose model includes the tables of
    /// <see cref="JwtSessionsModelBuilderExtensions.AddJwtSessions"/>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Each operation uses its own context, outside the caller's transaction: a revocation stays in effect if the request rolls back.
    /// SQLite has one writer at a time: revoke before a transaction of the request starts to write, or after it has ended.
    /// </para>
    /// <para>
    /// Query filters of the model and what the application does in <c>SaveChanges</c> do not affect the store; interceptors of commands see
    /// the commands of the store. The other overload has a context that the application does not share.
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
        revocation.UseStore(services => CreateStore(
            services, new ContextSource<TContext>(services.GetRequiredService<IServiceScopeFactory>(), revocation.Timeout)));
    }

    /// <summary>
    /// Stores sessions, revocations and keys in the tables <c>JwtRevocations</c>, <c>JwtSessions</c> and <c>JwtKeys</c> of a database, with
    /// a context of its own: nothing that the application does to its contexts affects it, such as filters, interceptors and transactions.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The contexts are pooled, and disposed with the application. Logging is that of the application. Everything else is as for
    /// <see cref="UseEntityFrameworkCore{TContext}(RevocationOptions)"/>.
    /// </para>
    /// <para>
    /// The application does not start if the database is available but does not have the tables.
    /// </para>
    /// <para>
    /// <b>PostgreSQL.</b> Unless the connection string names them, <c>Max Auto Prepare=20;No Reset On Close=true</c> are added, with which
    /// the database does not plan a look-up again for each request. Set <c>Max Auto Prepare=0</c> behind a pooler that does not support
    /// prepared statements. A data source that is passed instead of a string keeps its settings.
    /// </para>
    /// </remarks>
    /// <example>
    /// <code>
    /// Jwt.Initialize(app, cfg => cfg.Revocation.UseEntityFrameworkCore(
    ///     options => options.UseNpgsql("Host=db;Database=sessions"), createTables: true));
    /// </code>
    /// </example>
    /// <param name="revocation">The options of the application.</param>
    /// <param name="configure">Selects the database.</param>
    /// <param name="createTables">
    /// Whether the store creates those of the tables that do not exist. Several processes may start at once. Existing tables are not
    /// changed, and the user of the database needs the right to create tables only if one is missing. The database has to exist, except a
    /// file of SQLite. The default is <see langword="false"/>.
    /// </param>
    /// <param name="schema">The schema of the tables, or <see langword="null"/> for the default schema.</param>
    /// <param name="collation">
    /// The collation of the text columns, or <see langword="null"/> for <c>utf8mb4_bin</c> in MariaDB and MySQL, and that of the database
    /// otherwise. It must distinguish upper and lower case, or the application does not start: name one for SQL Server, such as
    /// <c>Latin1_General_100_BIN2</c>.
    /// </param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public static void UseEntityFrameworkCore(
        this RevocationOptions revocation,
        Action<DbContextOptionsBuilder> configure,
        bool createTables = false,
        string? schema = null,
        string? collation = null)
    {
        ArgumentNullException.ThrowIfNull(revocation);
        ArgumentNullException.ThrowIfNull(configure);
        revocation.UseStore(services =>
        {
            var own = OwnServices.Create(services.GetRequiredService<ILoggerFactory>(), configure, new OwnTableNaming(schema, collation));
            var options = own.GetRequiredService<DbContextOptions<OwnContext>>();
            return CreateStore(
                services,
                new ContextSource<OwnContext>(own.GetRequiredService<IServiceScopeFactory>(), revocation.Timeout)
                {
                    Prepare = createTables
                        ? (_, cancellationToken) => OwnTables.CreateAsync(options, cancellationToken)
                        : OwnTables.RequireAsync,
                    OwnServices = own,
                });
        });
    }

    private static EntityFrameworkJwtStore<TContext> CreateStore<TContext>(IServiceProvider services, ContextSource<TContext> contexts)
        where TContext : DbContext
    {
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        return new EntityFrameworkJwtStore<TContext>(
            contexts,
            new DatabaseClock(contexts.Dialect, time),
            time,
            services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category));
    }
}
