using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Redis;

/// <summary>Warns once when a server is not made for data that must not be lost. INFO tells it, where CONFIG is often refused.</summary>
internal sealed class ServerCheck(ILogger logger)
{
    private int _made;

    public async Task MakeOnceAsync(IConnectionMultiplexer connection)
    {
        if (!connection.IsConnected || Interlocked.Exchange(ref _made, 1) == 1)
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
            // A managed server may refuse to tell.
            Log.ServerNotChecked(logger, server.EndPoint, e);
        }
    }

    // From a script: as a plain command the client wants a connection with administrator's rights for it.
    private static async Task<string?> ReadAsync(IServer server, string section, string name)
    {
        var info = (string?)await server.ExecuteAsync("EVAL", "return redis.call('INFO', ARGV[1])", 0, section) ?? "";
        var line = info.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(line => line.StartsWith(name + ':', StringComparison.Ordinal));
        return line?[(name.Length + 1)..];
    }
}
