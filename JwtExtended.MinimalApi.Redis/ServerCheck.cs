using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>
/// Warns once if the configuration of a server can lose data. The check uses INFO, because servers often refuse CONFIG.
/// </summary>
internal sealed class ServerCheck(ILogger logger)
{
    private int _started;

    public async Task RunOnceAsync(IConnectionMultiplexer connection)
    {
        if (!connection.IsConnected || Interlocked.Exchange(ref _started, 1) == 1)
            return;
        foreach (var server in connection.GetServers())
        {
            if (server is { IsConnected: true, IsReplica: false })
                await CheckAsync(server);
        }
    }

    private async Task CheckAsync(IServer server)
    {
        try
        {
            var policy = await ReadAsync(server, "memory", "maxmemory_policy");
            if (policy is not (null or "noeviction"))
                Log.ServerEvicts(logger, server.EndPoint, policy);
            if (await ReadAsync(server, "persistence", "aof_enabled") == "0")
                Log.ServerForgets(logger, server.EndPoint);
        }
        catch (Exception e)
        {
            // A managed server may refuse the command.
            Log.ServerNotChecked(logger, server.EndPoint, e);
        }
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
