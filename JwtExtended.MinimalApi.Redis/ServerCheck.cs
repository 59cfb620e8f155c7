using StackExchange.Redis;
using Microsoft.Extensions.Logging;

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
            var policy = Find(await server.InfoAsync("memory"), "maxmemory_policy");
            if (policy is not (null or "noeviction"))
                Log.ServerEvicts(logger, server.EndPoint, policy);
            if (Find(await server.InfoAsync("persistence"), "aof_enabled") == "0")
                Log.ServerForgets(logger, server.EndPoint);
        }
        catch (Exception e)
        {
            // A managed server may refuse to tell.
            Log.ServerNotChecked(logger, server.EndPoint, e);
        }
    }

    private static string? Find(IGrouping<string, KeyValuePair<string, string>>[] info, string name) =>
        info.SelectMany(section => section).FirstOrDefault(pair => pair.Key == name).Value;
}
