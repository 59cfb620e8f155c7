using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>A cluster, whose nodes have equal parts of the slots.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16_384;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly List<RedisServer> _nodes = [];

    /// <summary>The connection string with every node.</summary>
    public string Connection => string.Join(',', _nodes.Select(node => node.Connection));

    /// <summary>Starts a cluster, or ends the test if Redis is not installed.</summary>
    public static async Task<RedisCluster> StartAsync(int size)
    {
        var cluster = new RedisCluster();
        try
        {
            for (var i = 0; i < size; i++)
                cluster._nodes.Add(await RedisServer.StartAsync("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"));
            await cluster.JoinAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Deletes everything that is stored.</summary>
    public async Task FlushAsync()
    {
        foreach (var node in _nodes)
            await node.ExecuteAsync("FLUSHALL");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private async Task JoinAsync()
    {
        var size = _nodes.Count;
        for (var i = 0; i < size; i++)
            await _nodes[i].ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", Slots * i / size, (Slots * (i + 1) / size) - 1);
        foreach (var node in _nodes.Skip(1))
            await node.ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", _nodes[0].Port);
        foreach (var node in _nodes)
            await UntilReadyAsync(node);
    }

    private async Task UntilReadyAsync(RedisServer node)
    {
        using var limit = new CancellationTokenSource(Limit);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(node.Connection + ",allowAdmin=true");
        var server = connection.GetServer(node.Connection);
        string info;
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            info = (string)(await server.ExecuteAsync("CLUSTER", "INFO"))!;
        }
        while (!info.Contains("cluster_state:ok", StringComparison.Ordinal)
            || !info.Contains($"cluster_known_nodes:{_nodes.Count}", StringComparison.Ordinal));
    }
}
