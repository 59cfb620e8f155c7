using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Tests.Revocation;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>A node of a cluster refuses every command and script whose keys are in different slots.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class RedisClusterStoreContractTests : RevocationStoreContract
{
    private string _connection = null!;

    protected override DateTimeOffset Now =>
        DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    protected override async Task<IJwtStore> OpenAsync()
    {
        if (_connection is null)
        {
            _connection = (await SharedEngines.RedisClusterAsync()).Connection;
            await LoseDataAsync();
        }

        return new RedisRevocationStore(new RedisConnection(RedisConnection.Parse(_connection), NullLogger.Instance), "jwt:");
    }

    protected override async Task LoseDataAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_connection + ",allowAdmin=true");
        await connection.GetServers().First(node => node.IsConnected).FlushAllDatabasesAsync();
    }
}
