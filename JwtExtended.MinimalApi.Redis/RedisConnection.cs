using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// The connection to Redis. It is opened on first use, without blocking other work, and disposed with the store if the store opened it.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private const int ReconnectMilliseconds = 500;
    private const int ConfigCheckSeconds = 5;

    private readonly Lock _lock = new();
    private readonly ConfigurationOptions? _options;
    private readonly ServerCheck _check;
    private Task<IConnectionMultiplexer>? _connecting;
    private volatile IDatabase? _database;
    private bool _disposed;

    public RedisConnection(ConfigurationOptions options, ILogger logger)
    {
        _options = options;
        _check = new ServerCheck(logger);
    }

    public RedisConnection(IConnectionMultiplexer connection, ILogger logger)
    {
        _connecting = Task.FromResult(connection);
        _check = new ServerCheck(logger);
    }

    /// <summary>
    /// Parses a connection string. Commands fail immediately while the server is unavailable, and it is reconnected soon: no request waits
    /// for it. So is another server that has become the primary.
    /// </summary>
    /// <returns>The options of the connection.</returns>
    /// <exception cref="ArgumentException">The text is not a valid connection string.</exception>
    public static ConfigurationOptions Parse(string connection)
    {
        var options = RedisConnectionString.Parse(connection);
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry(ReconnectMilliseconds);
        options.ConfigCheckSeconds = Math.Min(options.ConfigCheckSeconds, ConfigCheckSeconds);
        return options;
    }

    public ValueTask<IDatabase> OpenAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<IDatabase>(cancellationToken);
        return _database is { } database ? ValueTask.FromResult(database) : ConnectAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Task<IConnectionMultiplexer>? connecting;
        lock (_lock)
        {
            _disposed = true;
            connecting = _connecting;
        }

        if (connecting is null)
            return;
        // An unavailable server must not delay the shutdown of the application: an attempt that is still running is cleaned up later.
        var closing = CloseAsync(connecting);
        if (connecting.IsCompleted)
            await closing;
    }

    private async ValueTask<IDatabase> ConnectAsync(CancellationToken cancellationToken)
    {
        Task<IConnectionMultiplexer> connecting;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true })
                _connecting = Task.Run(OpenConnectionAsync, CancellationToken.None);
            connecting = _connecting;
        }

        var connection = await connecting.WaitAsync(cancellationToken);
        lock (_lock)
        {
            if (_database is null)
            {
                connection.ConnectionRestored += Restored;
                _ = _check.RunOnceAsync(connection);
                _database = connection.GetDatabase();
            }

            return _database;
        }
    }

    private async Task<IConnectionMultiplexer> OpenConnectionAsync() => await ConnectionMultiplexer.ConnectAsync(_options!);

    // A server that was unavailable on first use is checked when it becomes available.
    private void Restored(object? sender, ConnectionFailedEventArgs e) => _ = _check.RunOnceAsync((IConnectionMultiplexer)sender!);

    private async Task CloseAsync(Task<IConnectionMultiplexer> connecting)
    {
        await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!connecting.IsCompletedSuccessfully)
            return;
        var connection = await connecting;
        connection.ConnectionRestored -= Restored;
        if (_options is not null)
            await connection.DisposeAsync();
    }
}
