using JwtExtended.MinimalApi.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi;

/// <summary>
/// Keeps revocations and sessions in Redis (6 or newer) or in what speaks its protocol, for apps on more than one machine. The app starts while Redis is
/// down: what needs the store answers <see cref="JwtErrorCode.StoreUnavailable"/> until it is back.
/// </summary>
/// <remarks>
/// A revocation is as durable as the server keeps its data: configure <c>appendonly yes</c> and <c>maxmemory-policy noeviction</c>; the first
/// connection warns when they are not. Redis replicates behind the answer: a failover may lose the writes of the last moments. On a cluster the birth of the store is one key on one node: the loss of another node's data does not show.
/// </remarks>
public static class RedisRevocationExtensions
{
    /// <summary>Keeps revocations in Redis, over a connection of its own, that is made at the first use and closed with the app.</summary>
    /// <param name="revocation">The options of an app.</param>
    /// <param name="connection">Where Redis is, in the words of StackExchange.Redis: <c>localhost:6379,password=...</c>.</param>
    /// <exception cref="ArgumentException">The text is no connection.</exception>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public static void UseRedis(this RevocationOptions revocation, string connection) => revocation.UseRedis(connection, Nothing);

    /// <inheritdoc cref="UseRedis(RevocationOptions, string)"/>
    /// <param name="revocation">The options of an app.</param>
    /// <param name="connection">Where Redis is, in the words of StackExchange.Redis: <c>localhost:6379,password=...</c>.</param>
    /// <param name="configure">Changes how they are kept.</param>
    public static void UseRedis(this RevocationOptions revocation, string connection, Action<RedisRevocationOptions> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connection);
        revocation.UseRedis(RedisConnection.Parse(connection), configure);
    }

    /// <summary>Keeps revocations in Redis, over a connection of its own, that is made at the first use and closed with the app.</summary>
    /// <param name="revocation">The options of an app.</param>
    /// <param name="connection">Where Redis is and how to connect. A copy is used, that always waits for a server that is not there yet.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public static void UseRedis(this RevocationOptions revocation, ConfigurationOptions connection) => revocation.UseRedis(connection, Nothing);

    /// <inheritdoc cref="UseRedis(RevocationOptions, ConfigurationOptions)"/>
    /// <param name="revocation">The options of an app.</param>
    /// <param name="connection">Where Redis is and how to connect. A copy is used, that always waits for a server that is not there yet.</param>
    /// <param name="configure">Changes how they are kept.</param>
    public static void UseRedis(this RevocationOptions revocation, ConfigurationOptions connection, Action<RedisRevocationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var copy = connection.Clone();
        copy.AbortOnConnectFail = false;
        revocation.Use(logger => new RedisConnection(copy, logger), configure);
    }

    /// <summary>Keeps revocations in Redis, over a connection of the app's, that is left open when the app stops.</summary>
    /// <param name="revocation">The options of an app.</param>
    /// <param name="connection">The connection.</param>
    /// <exception cref="InvalidOperationException">The configuration is closed.</exception>
    public static void UseRedis(this RevocationOptions revocation, IConnectionMultiplexer connection) => revocation.UseRedis(connection, Nothing);

    /// <inheritdoc cref="UseRedis(RevocationOptions, IConnectionMultiplexer)"/>
    /// <param name="revocation">The options of an app.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="configure">Changes how they are kept.</param>
    public static void UseRedis(this RevocationOptions revocation, IConnectionMultiplexer connection, Action<RedisRevocationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(connection);
        revocation.Use(logger => new RedisConnection(connection, logger), configure);
    }

    private static void Nothing(RedisRevocationOptions options)
    {
    }

    private static void Use(this RevocationOptions revocation, Func<ILogger, RedisConnection> connect, Action<RedisRevocationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(revocation);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new RedisRevocationOptions();
        configure(options);
        var prefix = options.KeyPrefix;
        revocation.UseStore(services => new RedisRevocationStore(connect(services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category)), prefix));
    }
}
