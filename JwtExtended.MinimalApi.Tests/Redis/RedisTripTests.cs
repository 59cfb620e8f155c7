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

    private readonly string _prefix = RandomNumberGenerator.GetHexString(8) + ":";

    [Test]
    public async Task A_lookup_sends_every_command_before_the_first_response()
    {
        await using var service = new TestService();
        await using var proxy = new HoldingProxy((await SharedEngines.RedisAsync()).Port);
        await using var store = Store(proxy);
        var keys = new StoreKeys(new StoreKeyFactory("issuer"), service.Read(service.Jwt.CreateTokenPair("alice").AccessToken));
        await store.EndAsync(keys.Identity, keys.Session!, null);
        await store.FindAsync(keys, default);

        var sent = proxy.HoldUntilSent(_prefix + "created");
        var asking = store.FindAsync(keys, default).AsTask();
        await sent.WaitAsync(Limit);
        asking.IsCompleted.Should().BeFalse("no response has arrived");
        proxy.Release();

        (await asking).Session!.Revoked.Should().BeTrue();
    }

    [Test]
    public async Task An_exchange_reads_what_is_revoked_in_the_same_operation()
    {
        await using var proxy = new HoldingProxy((await SharedEngines.RedisAsync()).Port);
        await using var store = Store(proxy);
        var exchange = new SessionExchange
        {
            IdentityKey = "alice",
            SessionKey = "laptop",
            EverythingKey = "all",
            Number = 0,
            Started = DateTimeOffset.UnixEpoch,
            MayStart = true,
            GraceWindow = TimeSpan.Zero,
            LostAnswerWindow = TimeSpan.Zero,
            Expires = TimeProvider.System.GetUtcNow().AddMinutes(1),
        };
        await store.ExchangeAsync(exchange, default);

        var sent = proxy.HoldUntilSent(_prefix + "{all}");
        var exchanging = store.ExchangeAsync(exchange with { Number = 1 }, default).AsTask();
        await sent.WaitAsync(Limit);
        exchanging.IsCompleted.Should().BeFalse("no response has arrived");
        proxy.Release();

        (await exchanging).Outcome.Should().Be(ExchangeOutcome.Advanced);
    }

    private RedisJwtStore Store(HoldingProxy proxy) =>
        new(new RedisConnection(RedisConnection.Parse(proxy.Connection), NullLogger.Instance), _prefix);
}
