using JwtExtended.MinimalApi.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi;

/// <summary>
/// Extension methods to store sessions and revocations in Redis 6 or later, or in a compatible server, for applications on more than one
/// machine.
/// </summary>
/// <remarks>
/// <para>
/// <b>Start.</b> The servers are checked before the application starts. It fails to start if a server may delete keys
/// (<see cref="RedisRevocationOptions.AllowEviction"/>) or if its user may not run what the store needs; the message has the cure. The
/// application starts even if Redis is unavailable: requests that need the store get a <see cref="JwtErrorCode.StoreUnavailable"/> response
/// until Redis is available, and what the check finds then is logged.
/// </para>
/// <para>
/// <b>Durability.</b> Sessions and revocations are as durable as the data of the server: configure <c>appendonly yes</c> and
/// <c>maxmemory-policy noeviction</c>. A server that lost all of its data has a new creation time, and older sessions cannot be refreshed.
/// A loss of only the last writes is not detected: with <c>appendfsync everysec</c>, the default of Redis, that is up to a second of them
/// when the machine fails.
/// </para>
/// <para>
/// <b>Failover.</b> Redis replicates asynchronously, so that a failover may lose the last writes as well, unless replicas have to
/// acknowledge them (<see cref="RedisRevocationOptions.AcknowledgedBy"/>). Then a token or a session that was revoked in these moments is
/// valid again, and a one-time token can be used again; a recorded session that started in them has to start again. A session that was
/// exchanged in them goes on. Afterwards the clock of the new primary counts. A new primary is found within seconds: a command that fails
/// because its server is not the primary, or is unavailable, starts the search.
/// </para>
/// <para>
/// <b>Cluster.</b> The data of one identity is on one node, and its operations are atomic. An exchange compares the instant up to which
/// everything is revoked in a second round trip, unless <see cref="RedisRevocationOptions.KeyPrefix"/> has a hash tag. The clocks of the
/// nodes have to be synchronized: revoking everything does not reach a session that another node started later, by its own clock. The
/// creation time of the store is one key on one node: the loss of another node's data is not detected.
/// </para>
/// </remarks>
public static class RedisRevocationExtensions
{
    /// <summary>Stores revocations in Redis. The connection is opened on first use and closed when the application stops.</summary>
    /// <param name="revocation">The options of the application.</param>
    /// <param name="connection">
    /// A connection string of StackExchange.Redis, such as <c>localhost:6379,password=...</c>, or a URL:
    /// <c>redis://user:password@host:6379/0</c>, and <c>rediss://</c> for TLS.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="connection"/> is not a valid connection string.</exception>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public static void UseRedis(this RevocationOptions revocation, string connection) =>
        revocation.UseRedis(connection, static _ => { });

    /// <summary>Stores revocations in Redis. The connection is opened on first use and closed when the application stops.</summary>
    /// <param name="revocation">The options of the application.</param>
    /// <param name="connection">
    /// A connection string of StackExchange.Redis, such as <c>localhost:6379,password=...</c>, or a URL:
    /// <c>redis://user:password@host:6379/0</c>, and <c>rediss://</c> for TLS.
    /// </param>
    /// <param name="configure">Sets the options of the store.</param>
    /// <exception cref="ArgumentException"><paramref name="connection"/> is not a valid connection string.</exception>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public static void UseRedis(this RevocationOptions revocation, string connection, Action<RedisRevocationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(connection);
        revocation.UseRedis(RedisConnection.Parse(connection), configure);
    }

    /// <summary>Stores revocations in Redis. The connection is opened on first use and closed when the application stops.</summary>
    /// <param name="revocation">The options of the application.</param>
    /// <param name="connection">
    /// The options of the connection. A copy is used, with <c>AbortOnConnectFail</c> set to <see langword="false"/>.
    /// </param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public static void UseRedis(this RevocationOptions revocation, ConfigurationOptions connection) =>
        revocation.UseRedis(connection, static _ => { });

    /// <summary>Stores revocations in Redis. The connection is opened on first use and closed when the application stops.</summary>
    /// <param name="revocation">The options of the application.</param>
    /// <param name="connection">
    /// The options of the connection. A copy is used, with <c>AbortOnConnectFail</c> set to <see langword="false"/>.
    /// </param>
    /// <param name="configure">Sets the options of the store.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public static void UseRedis(
        this RevocationOptions revocation, ConfigurationOptions connection, Action<RedisRevocationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var copy = connection.Clone();
        copy.AbortOnConnectFail = false;
        revocation.Use(new RedisStoreFactory(copy), configure);
    }

    /// <summary>Stores revocations in Redis, with an existing connection. It is not closed when the application stops.</summary>
    /// <param name="revocation">The options of the application.</param>
    /// <param name="connection">The connection.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public static void UseRedis(this RevocationOptions revocation, IConnectionMultiplexer connection) =>
        revocation.UseRedis(connection, static _ => { });

    /// <summary>Stores revocations in Redis, with an existing connection. It is not closed when the application stops.</summary>
    /// <param name="revocation">The options of the application.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="configure">Sets the options of the store.</param>
    /// <exception cref="ArgumentException">
    /// <see cref="RedisRevocationOptions.AcknowledgedBy"/> is set, which needs a connection of its own.
    /// </exception>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public static void UseRedis(
        this RevocationOptions revocation, IConnectionMultiplexer connection, Action<RedisRevocationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(connection);
        revocation.Use(new RedisStoreFactory(connection), configure);
    }

    private static void Use(this RevocationOptions revocation, RedisStoreFactory factory, Action<RedisRevocationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(revocation);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new RedisRevocationOptions();
        configure(options);
        var settings = new RedisStoreSettings(options.KeyPrefix)
        {
            AllowEviction = options.AllowEviction,
            AcknowledgedBy = options.AcknowledgedBy,
        };
        factory.Validate(settings);
        revocation.UseStore(services => factory.Create(
            settings, revocation.Timeout, services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category)));
    }
}
