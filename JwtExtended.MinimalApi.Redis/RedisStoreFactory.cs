using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>Creates the store when the application starts.</summary>
internal sealed class RedisStoreFactory
{
    private readonly ConfigurationOptions? _options;
    private readonly IConnectionMultiplexer? _connection;

    public RedisStoreFactory(ConfigurationOptions options) => _options = options;

    public RedisStoreFactory(IConnectionMultiplexer connection) => _connection = connection;

    public void Validate(RedisStoreSettings settings)
    {
        if (_connection is not null && settings.AcknowledgedBy > 0)
        {
            throw new ArgumentException(
                $"{nameof(RedisRevocationOptions.AcknowledgedBy)} is {settings.AcknowledgedBy}, which needs a connection of its own: WAIT "
                + "would hold back the other commands of this one. Call UseRedis with a connection string or ConfigurationOptions.");
        }
    }

    public RedisJwtStore Create(RedisStoreSettings settings, TimeSpan timeout, ILogger logger)
    {
        var connection = _connection is null
            ? new RedisConnection(WithLog(_options!, logger), logger, settings)
            : new RedisConnection(_connection, logger, settings);
        return new RedisJwtStore(connection, settings.KeyPrefix, CreateWrites(settings, timeout, logger));
    }

    private ReplicatedWrites? CreateWrites(RedisStoreSettings settings, TimeSpan timeout, ILogger logger)
    {
        if (settings.AcknowledgedBy == 0)
            return null;
        var options = WithLog(_options!, logger);
        // Commands that were not sent before a connection was lost must not be sent on the next one: WAIT would say nothing of the write.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        // The server may use the whole time limit for WAIT.
        options.AsyncTimeout = Math.Max(options.AsyncTimeout, 2 * (int)timeout.TotalMilliseconds);
        return new ReplicatedWrites(new RedisConnection(options, logger), settings.AcknowledgedBy, timeout);
    }

    // A copy: the options are the application's.
    private static ConfigurationOptions WithLog(ConfigurationOptions options, ILogger logger)
    {
        var copy = options.Clone();
        copy.LoggerFactory ??= new ConnectionLog(logger);
        return copy;
    }
}
