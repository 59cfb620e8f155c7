using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Tests.Revocation;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.Logging.Abstractions;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>
/// A cluster of three nodes. Each refuses every command and script whose keys are in different slots: those of an identity are in one, and
/// everything in another one, unless the prefix has a hash tag. A client that does not know of the cluster, because all nodes are behind
/// one address, is told by the server.
/// </summary>
[NonParallelizable]
[Category(Engine.Category)]
[TestFixture("jwt:", "", false)]
[TestFixture("{jwt}:", "", false)]
[TestFixture("jwt:", "", true, TestName = "RedisClusterStoreContractTests(writes sent together)")]
[TestFixture("jwt:", ",$CLUSTER=,$INFO=", false, TestName = "RedisClusterStoreContractTests(behind a proxy)")]
public sealed class RedisClusterStoreContractTests(string prefix, string settings, bool waits) : StoreContractTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private RedisCluster _cluster = null!;

    protected override async Task<IJwtStore> OpenAsync()
    {
        if (_cluster is null)
        {
            _cluster = await (settings.Length > 0 ? SharedEngines.RedisClusterOfOneAsync() : SharedEngines.RedisClusterAsync());
            await LoseDataAsync();
        }

        return new RedisJwtStore(Connect(), prefix, waits ? new ReplicatedWrites(Connect(), 0, Limit) : null);

        RedisConnection Connect() => new(RedisConnection.Parse(_cluster.Connection + settings), NullLogger.Instance);
    }

    protected override Task LoseDataAsync() => _cluster.FlushAsync();
}
