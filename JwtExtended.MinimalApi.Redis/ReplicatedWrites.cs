using System.Collections.Concurrent;
using System.Net;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// Runs scripts, and waits until replicas have acknowledged what they wrote. It needs a connection of its own: a server holds back what is
/// sent behind WAIT, and look-ups must not wait for replicas.
/// </summary>
internal sealed class ReplicatedWrites(RedisConnection connection, int replicas, TimeSpan timeout) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<EndPoint, ReplicatedServer> _servers = new();

    /// <summary>Runs a script on the primary of its keys.</summary>
    /// <returns>Its result, once enough replicas have acknowledged it.</returns>
    /// <exception cref="RedisException">The script failed, or too few replicas acknowledged it in time.</exception>
    public async Task<RedisResult> RunAsync(
        string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var database = await connection.OpenAsync(cancellationToken);
        var write = new ReplicatedWrite(script, keys, arguments, database.Database);
        var running = FindServer(database.Multiplexer, keys[0]) is { } server
            ? _servers.GetOrAdd(server.EndPoint, _ => new ReplicatedServer(replicas, timeout)).RunAsync(server, write)
            : Task.FromException<RedisResult>(new RedisConnectionException(
                ConnectionFailureType.UnableToResolvePhysicalConnection, CommandFlags.None, "No primary is connected."));
        return await connection.AwaitAsync(running, cancellationToken);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static IServer? FindServer(IConnectionMultiplexer connection, RedisKey key)
    {
        try
        {
            return connection.GetServer(key, null, CommandFlags.DemandMaster);
        }
        catch (Exception e) when (e is InvalidOperationException or RedisException)
        {
            return null;
        }
    }
}
