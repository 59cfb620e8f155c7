using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Tests.Revocation;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>
/// A node of a cluster refuses every command and script whose keys are in different slots: those of an identity are in one, and everything
/// in another one, unless the prefix has a hash tag. A client that does not know of the cluster is told by the server.
/// </summary>
[NonParallelizable]
[Category(Engine.Category)]
[TestFixture("jwt:", "")]
[TestFixture("{jwt}:", "")]
[TestFixture("jwt:", ",$CLUSTER=,$INFO=", TestName = "RedisClusterStoreContractTests(behind a proxy)")]
public sealed class RedisClusterStoreContractTests(string prefix, string settings) : JwtStoreContract
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

        return new RedisJwtStore(new RedisConnection(RedisConnection.Parse(_connection + settings), NullLogger.Instance), prefix);
    }

    protected override async Task LoseDataAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_connection + ",allowAdmin=true");
        await connection.GetServers().First(node => node.IsConnected).FlushAllDatabasesAsync();
    }
}
