using System.Security.Cryptography;
using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>What the store leaves in Redis, and how it treats its connection.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class RedisStoreTests : IAsyncDisposable
{
    private readonly string _prefix = RandomNumberGenerator.GetHexString(8) + ":";
    private readonly FakeLogger _logger = new();
    private ConnectionMultiplexer _connection = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [SetUp]
    public async Task ConnectAsync() =>
        _connection = await ConnectionMultiplexer.ConnectAsync((await SharedEngines.RedisAsync()).Connection + ",allowAdmin=true");

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    [Test]
    public async Task Every_key_has_the_prefix_and_is_forgotten_by_Redis_itself()
    {
        await using var store = Store();
        await store.TryConsumeAsync("consumed", Now.AddMinutes(1), default);
        await store.RevokeAsync("revoked", Now.AddMinutes(2), default);
        await store.RevokeUpToAsync("raised", Now, Now.AddMinutes(3), default);
        await store.PutSessionAsync("alice", Record("laptop", 4), default);
        await store.RevokeAsync("expired", Now.AddMinutes(-1), default);
        await store.RevokeAsync("forever", null, default);

        var database = _connection.GetDatabase();
        var keys = await _connection.GetServers().Single().KeysAsync(pattern: _prefix + "*")
            .Select(key => key.ToString()[_prefix.Length..]).ToListAsync();

        keys.Should().BeEquivalentTo("consumed", "revoked", "raised", "sessions:alice", "forever");
        foreach (var (key, minutes) in new[] { ("consumed", 1), ("revoked", 2), ("raised", 3), ("sessions:alice", 4) })
        {
            (await database.KeyTimeToLiveAsync(_prefix + key))
                .Should().BeCloseTo(TimeSpan.FromMinutes(minutes), TimeSpan.FromSeconds(30), key);
        }

        (await database.KeyTimeToLiveAsync(_prefix + "forever")).Should().BeNull();
    }

    [Test]
    public async Task Expired_records_are_pruned_when_one_is_written()
    {
        await using var store = Store();
        var database = _connection.GetDatabase();
        await store.PutSessionAsync("alice", Record("laptop", 4), default);
        await database.HashSetAsync(_prefix + "sessions:alice", "old", RedisSession.Write(Record("old", -1)));

        await store.PutSessionAsync("alice", Record("phone", 2), default);

        (await database.HashKeysAsync(_prefix + "sessions:alice")).Should().BeEquivalentTo(new RedisValue[] { "laptop", "phone" });
        (await database.KeyTimeToLiveAsync(_prefix + "sessions:alice"))
            .Should().BeCloseTo(TimeSpan.FromMinutes(4), TimeSpan.FromSeconds(30));
        await store.TouchSessionAsync("alice", "phone", Now, Now.AddMinutes(9), default);
        (await database.KeyTimeToLiveAsync(_prefix + "sessions:alice"))
            .Should().BeCloseTo(TimeSpan.FromMinutes(9), TimeSpan.FromSeconds(30));
        await store.TouchSessionAsync("alice", "phone", Now, null, default);
        (await database.KeyTimeToLiveAsync(_prefix + "sessions:alice")).Should().BeNull();
    }

    [Test]
    public async Task Scripts_are_sent_again_to_a_server_that_lost_them()
    {
        await using var store = Store();
        (await store.TryConsumeAsync("a", Now.AddMinutes(1), default)).Won.Should().BeTrue();

        await _connection.GetServers().Single().ScriptFlushAsync();

        (await store.TryConsumeAsync("b", Now.AddMinutes(1), default)).Won.Should().BeTrue();
        (await store.TryConsumeAsync("a", Now.AddMinutes(1), default)).Won.Should().BeFalse();
    }

    [Test]
    public void An_expiry_between_two_milliseconds_is_rounded_up()
    {
        RedisTime.ExpiryMilliseconds(DateTimeOffset.UnixEpoch.AddTicks(10_001)).Should().Be(2);
        RedisTime.ExpiryMilliseconds(DateTimeOffset.UnixEpoch.AddTicks(20_000)).Should().Be(2);
    }

    [Test]
    public async Task A_connection_of_the_app_is_left_open_and_an_own_one_is_closed()
    {
        var store = Store();
        await store.RevokeAsync("a", null, default);
        var server = _connection.GetServers().Single();
        var options = RedisConnection.Parse(_connection.Configuration + ",name=own");
        await using (var own = new RedisRevocationStore(new RedisConnection(options, _logger), _prefix))
        {
            await own.RevokeAsync("b", null, default);
            (await server.ClientListAsync()).Should().Contain(client => client.Name == "own");
        }

        await store.DisposeAsync();

        (await _connection.GetDatabase().KeyExistsAsync(_prefix + "a")).Should().BeTrue();
        ClientInfo[] clients;
        do
            clients = await server.ClientListAsync();
        while (clients.Any(client => client.Name == "own"));
    }

    [Test]
    public async Task A_disposed_store_does_not_connect_again()
    {
        var own = new RedisRevocationStore(new RedisConnection(RedisConnection.Parse(_connection.Configuration), _logger), _prefix);
        await own.DisposeAsync();

        await FluentActions.Awaiting(() => own.RevokeAsync("a", null, default).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
    }

    [TestCase("noeviction", "yes", new int[0])]
    [TestCase("noeviction", "no", new[] { 2 })]
    [TestCase("allkeys-lru", "yes", new[] { 1 })]
    [TestCase("volatile-ttl", "no", new[] { 1, 2 })]
    public async Task A_server_that_may_lose_data_is_warned_of_once(string policy, string appendOnly, int[] events)
    {
        await using var server = await RedisServer.StartAsync("--maxmemory-policy", policy, "--appendonly", appendOnly);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Connection);
        var check = new ServerCheck(_logger);

        await check.RunOnceAsync(connection);
        await check.RunOnceAsync(connection);

        _logger.Collector.GetSnapshot().Select(record => record.Id.Id)
            .Should().Equal(events, "it logged {0}", string.Join(" ", _logger.Collector.GetSnapshot().Select(record => record.Exception)));
        _logger.Collector.GetSnapshot().Should().NotContain(record => record.Level != LogLevel.Warning);
    }

    [Test]
    public async Task A_server_that_refuses_the_check_is_used_all_the_same()
    {
        await using var server = await RedisServer.StartAsync("--user", "default", "on", "nopass", "~*", "&*", "+@all", "-info");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Connection);

        await new ServerCheck(_logger).RunOnceAsync(connection);

        _logger.LatestRecord.Should().Match<FakeLogRecord>(record => record.Id.Id == 3 && record.Level == LogLevel.Debug);
    }

    [Test]
    public void Mistakes_in_the_configuration_are_told_at_once()
    {
        var revocation = new RevocationOptions();

        revocation.Invoking(options => options.UseRedis("localhost", redis => redis.KeyPrefix = new string('x', 129)))
            .Should().Throw<ArgumentException>().WithMessage("*129 characters*128*");
        revocation.Invoking(options => options.UseRedis("localhost,nonsense=1")).Should().Throw<ArgumentException>();
        revocation.Invoking(options => options.UseRedis(" ")).Should().Throw<ArgumentException>();
    }

    private RedisRevocationStore Store() => new(new RedisConnection(_connection, _logger), _prefix);

    private static SessionRecord Record(string key, int minutes) =>
        new() { Key = key, Id = key, Started = Now, LastRefreshed = Now, Expires = Now.AddMinutes(minutes) };
}
