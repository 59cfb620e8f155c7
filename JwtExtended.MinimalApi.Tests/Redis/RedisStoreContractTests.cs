using System.Security.Cryptography;
using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Tests.Revocation;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Redis;

[NonParallelizable]
[Category(Engine.Category)]
public sealed class RedisStoreContractTests : JwtStoreContract
{
    private readonly string _prefix = RandomNumberGenerator.GetHexString(8) + ":";

    protected override DateTimeOffset Now =>
        DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    protected override async Task<IJwtStore> OpenAsync()
    {
        var server = await SharedEngines.RedisAsync();
        return new RedisJwtStore(new RedisConnection(RedisConnection.Parse(server.Connection), NullLogger.Instance), _prefix);
    }

    protected override async Task LoseDataAsync()
    {
        var server = await SharedEngines.RedisAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Connection + ",allowAdmin=true");
        await connection.GetServers().Single().FlushAllDatabasesAsync();
    }
}
