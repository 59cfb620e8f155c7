using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>The connection to Redis: made at the first use, without holding up anything else, and disposed when it was made here.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private const int ReconnectMilliseconds = 500;

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

    /// <summary>A connection that fails at once while the server is away, and is back soon after it: a request waits for neither.</summary>
    public static ConfigurationOptions Parse(string connection)
    {
        var options = ConfigurationOptions.Parse(connection);
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry(ReconnectMilliseconds);
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
        // A server that is not there would hold up the stop of the app: an attempt that still runs is cleaned up behind it.
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
                _connecting = Task.Run(MakeAsync, CancellationToken.None);
            connecting = _connecting;
        }

        var connection = await connecting.WaitAsync(cancellationToken);
        lock (_lock)
        {
            if (_database is null)
            {
                connection.ConnectionRestored += Restored;
                _ = _check.MakeOnceAsync(connection);
                _database = connection.GetDatabase();
            }

            return _database;
        }
    }

    private async Task<IConnectionMultiplexer> MakeAsync() => await ConnectionMultiplexer.ConnectAsync(_options!);

    // A server that was away at the first use is checked when it comes.
    private void Restored(object? sender, ConnectionFailedEventArgs e) => _ = _check.MakeOnceAsync((IConnectionMultiplexer)sender!);

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
