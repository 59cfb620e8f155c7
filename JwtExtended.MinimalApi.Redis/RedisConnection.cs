using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// The connection to Redis. It is opened on first use, without blocking other work, and disposed with the store if the store opened it.
/// Its servers are checked if the settings are given.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private const int ReconnectMilliseconds = 500;
    // A search waits for servers that are gone; this check finds a replica that is promoted meanwhile.
    private const int ConfigCheckSeconds = 1;
    private const int ConnectMilliseconds = 2_000;

    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ConfigurationOptions? _options;
    private readonly ServerCheck? _check;
    private readonly PrimarySearch _search = new();
    private Task<IConnectionMultiplexer>? _connecting;
    private volatile IDatabase? _database;
    private bool _disposed;

    public RedisConnection(ConfigurationOptions options, ILogger logger, RedisStoreSettings? settings = null)
    {
        _options = options;
        _check = settings is null ? null : new ServerCheck(logger, settings);
    }

    public RedisConnection(IConnectionMultiplexer connection, ILogger logger, RedisStoreSettings? settings = null)
    {
        _connecting = Task.FromResult(connection);
        _check = settings is null ? null : new ServerCheck(logger, settings);
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
        if (!IsSet(options, "connectTimeout"))
            options.ConnectTimeout = ConnectMilliseconds;
        return options;
    }

    /// <summary>Opens the connection. A server that is available at first is checked before.</summary>
    /// <returns>The database.</returns>
    /// <exception cref="OptionsValidationException">The store cannot use the server.</exception>
    public ValueTask<IDatabase> OpenAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<IDatabase>(cancellationToken);
        return _database is { } database ? ValueTask.FromResult(database) : ConnectAsync(cancellationToken);
    }

    /// <summary>
    /// Waits for a command. If it fails because another server may have become the primary, or is late, the primary is searched.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <returns>The result.</returns>
    public async Task<T> AwaitAsync<T>(Task<T> command, CancellationToken cancellationToken)
    {
        try
        {
            return await command.WaitAsync(Late, cancellationToken);
        }
        catch (TimeoutException e) when (e is not RedisTimeoutException)
        {
            // The server may hang, or be slow: then the command still succeeds. It may even have, where this process is slow.
            if (!command.IsCompleted)
                SearchPrimary();
        }
        catch (Exception e) when (PrimarySearch.IsDueAfter(e))
        {
            SearchPrimary();
            throw;
        }

        return await command.WaitAsync(cancellationToken);
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

    private void SearchPrimary()
    {
        if (_database is { } database)
            _search.Start(database.Multiplexer);
    }

    // The text of the options has what was set.
    private static bool IsSet(ConfigurationOptions options, string setting) =>
        options.ToString(includePassword: false).Contains($"{setting}=", StringComparison.OrdinalIgnoreCase);

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
        if (_check is not null)
            await CheckAsync(_check, connection).WaitAsync(cancellationToken);
        lock (_lock)
        {
            if (_database is null)
            {
                connection.ConnectionRestored += Restored;
                _database = connection.GetDatabase();
            }

            return _database;
        }
    }

    private async Task<IConnectionMultiplexer> OpenConnectionAsync() => await ConnectionMultiplexer.ConnectAsync(_options!);

    private async Task CheckAsync(ServerCheck check, IConnectionMultiplexer connection)
    {
        var errors = await check.RunOnceAsync(connection);
        if (errors.Count == 0)
            return;
        // An application that does not start does not stop either.
        if (_options is not null)
            await connection.DisposeAsync();
        throw new OptionsValidationException("Redis", typeof(RedisRevocationOptions), errors);
    }

    // A server that was unavailable on first use is checked when it becomes available. It is used, whatever the check finds.
    private void Restored(object? sender, ConnectionFailedEventArgs e) => _ = _check?.RunOnceAsync((IConnectionMultiplexer)sender!);

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
