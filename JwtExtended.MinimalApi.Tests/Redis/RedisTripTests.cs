using System.Security.Cryptography;
using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.Logging.Abstractions;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>A request waits for Redis only once.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class RedisTripTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Test]
    public async Task A_lookup_sends_every_command_before_the_first_response([Values] bool withRecord)
    {
        var prefix = RandomNumberGenerator.GetHexString(8) + ":";
        await using var service = new TestService();
        await using var proxy = new HoldingProxy((await SharedEngines.RedisAsync()).Port);
        await using var store = new RedisRevocationStore(
            new RedisConnection(RedisConnection.Parse(proxy.Connection), NullLogger.Instance), prefix);
        var keys = new StoreKeys(new StoreKeyFactory("issuer"), service.Read(service.Jwt.CreateTokenPair("alice").AccessToken))
        {
            WantsSessionRecord = withRecord,
        };
        await store.RevokeAsync(keys.Session!, null, default);
        await store.FindAsync(keys, default);

        var sent = proxy.HoldUntilSent(prefix + "created");
        var asking = store.FindAsync(keys, default).AsTask();
        await sent.WaitAsync(Limit);
        asking.IsCompleted.Should().BeFalse("no response has arrived");
        proxy.Release();

        (await asking).SessionRevoked.Should().BeTrue();
    }
}
