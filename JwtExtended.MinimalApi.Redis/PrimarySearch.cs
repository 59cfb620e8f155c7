using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// Searches the primary again after a failed command. The client itself uses a demoted primary until its next check, and a server that
/// was promoted is a replica to it until then.
/// </summary>
internal sealed class PrimarySearch
{
    // A replica may be promoted moments after a search: failing commands start the next one soon, and not each a search of its own.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private int _running;

    /// <summary>Whether a command failed because its server is not, or no longer, the primary, or does not respond.</summary>
    /// <returns><see langword="true"/> if another server may be the primary.</returns>
    public static bool IsDueAfter(Exception exception) => exception switch
    {
        RedisConnectionException or RedisTimeoutException => true,
        RedisServerException { Message: var message } =>
            message.StartsWith("READONLY", StringComparison.Ordinal)
            || message.StartsWith("MASTERDOWN", StringComparison.Ordinal)
            || message.StartsWith("MOVED", StringComparison.Ordinal)
            || message.StartsWith("CLUSTERDOWN", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Starts a search, unless one is running.</summary>
    public void Start(IConnectionMultiplexer connection)
    {
        if (Interlocked.Exchange(ref _running, 1) == 0)
            _ = Task.Run(() => SearchAsync(connection));
    }

    private async Task SearchAsync(IConnectionMultiplexer connection)
    {
        // It throws only if the connection was closed.
        await ((Task)connection.ConfigureAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Of the clock that the client's own timeouts use: a test that sets the app's clock must not stop the search.
        await Task.Delay(Pause);
        Volatile.Write(ref _running, 0);
    }
}
