using System.Security.Cryptography;
using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Tests.Revocation;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>A server alone, and with writes that are sent together, as they are to wait for replicas.</summary>
[NonParallelizable]
[Category(Engine.Category)]
[TestFixture(false)]
[TestFixture(true)]
public sealed class RedisStoreContractTests(bool waits) : StoreContractTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly string _prefix = RandomNumberGenerator.GetHexString(8) + ":";

    protected override async Task<IJwtStore> OpenAsync()
    {
        var server = await SharedEngines.RedisAsync();
        return new RedisJwtStore(Connect(), _prefix, waits ? new ReplicatedWrites(Connect(), 0, Limit) : null);

        RedisConnection Connect() => new(RedisConnection.Parse(server.Connection), NullLogger.Instance);
    }

    protected override async Task LoseDataAsync()
    {
        var server = await SharedEngines.RedisAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Connection + ",allowAdmin=true");
        await connection.GetServers().Single().FlushAllDatabasesAsync();
    }
}
