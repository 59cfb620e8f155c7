using System.Security.Cryptography;
using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Tests.Revocation;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.Logging.Abstractions;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>A server alone, and a cluster.</summary>
[NonParallelizable]
[Category(Engine.Category)]
[TestFixture(false)]
[TestFixture(true)]
public sealed class RedisKeyStoreContractTests(bool isCluster) : KeyStoreContractTests
{
    private readonly string _prefix = RandomNumberGenerator.GetHexString(8) + ":";

    protected override async Task<IJwtKeyStore> OpenAsync()
    {
        var text = isCluster ? (await SharedEngines.RedisClusterAsync()).Connection : (await SharedEngines.RedisAsync()).Connection;
        return new RedisJwtStore(new RedisConnection(RedisConnection.Parse(text), NullLogger.Instance), _prefix);
    }
}
