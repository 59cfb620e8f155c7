using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// Checks once, when a server is available, that the store may use it and that it keeps what the store writes. The check uses INFO, because
/// servers often refuse CONFIG.
/// </summary>
internal sealed class ServerCheck(ILogger logger, RedisStoreSettings settings)
{
    private readonly Lock _lock = new();
    private Task<IReadOnlyList<string>>? _running;
    private bool _wasConnected;

    /// <summary>The address of a server, as connection strings have it.</summary>
    /// <returns>Host and port.</returns>
    public static string NameOf(IServer server) => EndPointCollection.ToString(server.EndPoint);

    /// <summary>Checks the servers that are connected. If none is, a later call does.</summary>
    /// <returns>Why the store cannot use them; it is logged as well.</returns>
    public Task<IReadOnlyList<string>> RunOnceAsync(IConnectionMultiplexer connection)
    {
        lock (_lock)
        {
            if (_running is not null && (_wasConnected || !connection.IsConnected))
                return _running;
            _wasConnected = connection.IsConnected;
            return _running = Task.Run(() => RunAsync(connection));
        }
    }

    private async Task<IReadOnlyList<string>> RunAsync(IConnectionMultiplexer connection)
    {
        var errors = new List<string>();
        var rights = new ServerRights(settings, connection.Configuration);
        foreach (var server in connection.GetServers())
        {
            if (!server.IsConnected)
                errors.AddRange(await rights.CheckConnectingAsync(server));
            else if (!server.IsReplica)
                errors.AddRange(await CheckAsync(server, rights));
        }

        foreach (var error in errors)
            Log.ServerCannotBeUsed(logger, error);
        return errors;
    }

    private async Task<IReadOnlyList<string>> CheckAsync(IServer server, ServerRights rights)
    {
        var errors = new List<string>();
        try
        {
            errors.AddRange(await rights.CheckAsync(server));
            if (errors.Count > 0)
                return errors;
            if (await FindEvictionAsync(server) is { } eviction)
                errors.Add(eviction);
            if (await ReadAsync(server, "persistence", "aof_enabled") == "0")
                Log.ServerForgets(logger, NameOf(server));
            if (settings.AcknowledgedBy > 0)
                await CountReplicasAsync(server);
        }
        catch (Exception e)
        {
            // A managed server may refuse the command.
            Log.ServerNotChecked(logger, NameOf(server), e);
        }

        return errors;
    }

    private async Task<string?> FindEvictionAsync(IServer server)
    {
        var policy = await ReadAsync(server, "memory", "maxmemory_policy")
            ?? throw new InvalidOperationException("INFO does not tell the maxmemory-policy.");
        if (policy == "noeviction")
            return null;
        var limit = long.Parse(await ReadAsync(server, "memory", "maxmemory") ?? "0", CultureInfo.InvariantCulture);
        if (limit > 0 && !settings.AllowEviction)
        {
            return $"Redis at {NameOf(server)} deletes sessions and revocations when its memory is full (maxmemory {limit} bytes, "
                + $"maxmemory-policy {policy}): a session that was ended would be accepted again. Configure it with: "
                + "CONFIG SET maxmemory-policy noeviction, and the same in its configuration file. If the loss is acceptable: "
                + $"UseRedis(..., redis => redis.{nameof(RedisRevocationOptions.AllowEviction)} = true).";
        }

        Log.ServerEvicts(logger, NameOf(server), policy);
        return null;
    }

    private async Task CountReplicasAsync(IServer server)
    {
        var replicas = int.Parse(await ReadAsync(server, "replication", "connected_slaves") ?? "0", CultureInfo.InvariantCulture);
        if (replicas < settings.AcknowledgedBy)
            Log.TooFewReplicas(logger, NameOf(server), replicas, settings.AcknowledgedBy);
    }

    // As a script: the client allows the plain command only on a connection with administrator rights.
    private static async Task<string?> ReadAsync(IServer server, string section, string name)
    {
        var info = (string?)await server.ExecuteAsync("EVAL", "return redis.call('INFO', ARGV[1])", 0, section) ?? "";
        var line = info.Split('\n', StringSplitOptions.TrimEntries)
            .FirstOrDefault(line => line.StartsWith(name + ':', StringComparison.Ordinal));
        return line?[(name.Length + 1)..];
    }
}
