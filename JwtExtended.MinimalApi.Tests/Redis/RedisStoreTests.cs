using System.Security.Cryptography;
using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
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
        await store.TryUseAsync("used", Now.AddMinutes(1), default);
        await store.RevokeTokenAsync("revoked", Now.AddMinutes(2), default);
        await store.RevokeUpToAsync(UpTo("alice", 3), default);
        await store.RevokeUpToAsync(UpTo("all", 4), default);
        await store.StartAsync(Session("laptop", 5) with { Ends = Now.AddMinutes(6) });
        await store.ExchangeAsync(Exchange("phone", 7), default);
        await store.EndAsync("alice", "tablet", Now.AddMinutes(8));
        await store.RevokeTokenAsync("expired", Now.AddMinutes(-1), default);
        await store.RevokeTokenAsync("forever", null, default);
        var expected = new Dictionary<string, int?>
        {
            ["used"] = 1,
            ["revoked"] = 2,
            ["{alice}.revoked"] = 3,
            ["{all}.revoked"] = 4,
            ["{alice}:laptop"] = 5,
            ["{alice}.sessions"] = 6,
            ["{alice}:phone"] = 7,
            ["{alice}:tablet"] = 8,
            ["forever"] = null,
        };

        (await KeysAsync()).Should().BeEquivalentTo(expected.Keys);
        foreach (var (key, minutes) in expected)
            await ShouldExpireAsync(key, minutes);
    }

    [Test]
    public async Task The_list_of_an_identity_is_kept_until_its_last_session_ends()
    {
        await using var store = Store();

        await store.StartAsync(Session("laptop", 4) with { Ends = Now.AddMinutes(1) });
        await ShouldExpireAsync("{alice}.sessions", 4);
        await store.StartAsync(Session("laptop", 1) with { Ends = Now.AddMinutes(9) });
        await store.StartAsync(Session("phone", 1) with { Ends = Now.AddMinutes(5) });
        await ShouldExpireAsync("{alice}.sessions", 9);
        await store.StartAsync(Session("tablet", 1) with { Ends = Now.AddMinutes(20) });
        await ShouldExpireAsync("{alice}.sessions", 20);
        await store.StartAsync(Session("watch", 1) with { Ends = null });
        await ShouldExpireAsync("{alice}.sessions", null);
        await store.StartAsync(Session("laptop", 1) with { Ends = Now.AddMinutes(9) });
        await ShouldExpireAsync("{alice}.sessions", null);
        foreach (var session in new[] { "laptop", "phone", "tablet", "watch" })
            await store.EndAsync("alice", session, Now.AddMinutes(1));

        (await KeysAsync()).Should().NotContain("{alice}.sessions");
    }

    [Test]
    public async Task A_page_removes_the_sessions_that_it_meets_dead()
    {
        await using var store = Store();
        var database = _connection.GetDatabase();
        foreach (var session in new[] { "expired", "replaced", "alive" })
            await store.StartAsync(Session(session, 1));
        await database.KeyDeleteAsync(_prefix + "{alice}:expired");
        await database.KeyDeleteAsync(_prefix + "{alice}:replaced");
        await store.ExchangeAsync(Exchange("replaced", 1), default);

        var page = await store.ListSessionsAsync("alice", null, 10, default);

        page.Records.Select(record => record.Id).Should().Equal("alive");
        (await database.SortedSetRangeByRankAsync(_prefix + "{alice}.sessions")).Should().Equal("alive");
    }

    [Test]
    public async Task Pages_go_on_behind_a_session_that_has_left_the_list()
    {
        await using var store = Store();
        var start = Now.AddMinutes(1);
        foreach (var session in new[] { "a", "b", "c", "d", "e" })
            await store.StartAsync(Session(session, 10) with { NotBefore = start });
        var before = await store.ListSessionsAsync("alice", null, 3, default);

        await store.EndAsync("alice", "c", null);
        var behindEnded = await store.ListSessionsAsync("alice", before.Next, 1, default);
        await store.StartAsync(Session("c", 10) with { NotBefore = start.AddSeconds(1) });
        var behindRestarted = await store.ListSessionsAsync("alice", before.Next, 1, default);

        before.Records.Select(record => record.Id).Should().Equal("e", "d", "c");
        behindEnded.Records.Select(record => record.Id).Should().Equal("b");
        behindRestarted.Records.Select(record => record.Id).Should().Equal("b");
        var all = await store.ListSessionsAsync("alice", null, 10, default);
        all.Records.Select(record => record.Id).Should().Equal("c", "e", "d", "b", "a");
        await ShouldExpireAsync("{alice}.sessions", 10);
    }

    [Test]
    public async Task Scripts_are_sent_again_to_a_server_that_lost_them()
    {
        await using var store = Store();
        (await store.TryUseAsync("a", Now.AddMinutes(1), default)).Should().BeTrue();

        await _connection.GetServers().Single().ScriptFlushAsync();

        (await store.TryUseAsync("b", Now.AddMinutes(1), default)).Should().BeTrue();
        (await store.TryUseAsync("a", Now.AddMinutes(1), default)).Should().BeFalse();
    }

    [Test]
    public void An_expiry_between_two_milliseconds_is_rounded_up()
    {
        RedisTime.Expiry(DateTimeOffset.UnixEpoch.AddTicks(10_001)).Should().Be((RedisValue)2);
        RedisTime.Expiry(DateTimeOffset.UnixEpoch.AddTicks(20_000)).Should().Be((RedisValue)2);
        RedisTime.Expiry(DateTimeOffset.UnixEpoch.AddTicks(-10_001)).Should().Be((RedisValue)(-1));
    }

    [Test]
    public async Task A_connection_of_the_app_is_left_open_and_an_own_one_is_closed()
    {
        var store = Store();
        await store.RevokeTokenAsync("a", null, default);
        var server = _connection.GetServers().Single();
        var options = RedisConnection.Parse(_connection.Configuration + ",name=own");
        await using (var own = new RedisJwtStore(new RedisConnection(options, _logger), _prefix))
        {
            await own.RevokeTokenAsync("b", null, default);
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
        var own = new RedisJwtStore(new RedisConnection(RedisConnection.Parse(_connection.Configuration), _logger), _prefix);
        await own.DisposeAsync();

        await FluentActions.Awaiting(() => own.RevokeTokenAsync("a", null, default).AsTask())
            .Should().ThrowAsync<ObjectDisposedException>();
    }

    [Test]
    public void Mistakes_in_the_configuration_are_told_at_once()
    {
        var revocation = new RevocationOptions();

        revocation.Invoking(options => options.UseRedis("localhost", redis => redis.KeyPrefix = new string('x', 129)))
            .Should().Throw<ArgumentException>().WithMessage("*129 characters*128*");
        revocation.Invoking(options => options.UseRedis("localhost", redis => redis.KeyPrefix = "jwt{}:"))
            .Should().Throw<ArgumentException>().WithMessage("*'jwt{}:'*");
        revocation.Invoking(options => options.UseRedis("localhost", redis => redis.AcknowledgedBy = -1))
            .Should().Throw<ArgumentOutOfRangeException>();
        revocation.Invoking(options => options.UseRedis("localhost", redis => redis.AcknowledgedBy = 101))
            .Should().Throw<ArgumentOutOfRangeException>();
        revocation.Invoking(options => options.UseRedis(_connection, redis => redis.AcknowledgedBy = 1))
            .Should().Throw<ArgumentException>().WithMessage("*AcknowledgedBy is 1*connection string*");
    }

    private RedisJwtStore Store() => new(new RedisConnection(_connection, _logger), _prefix);

    private async Task<List<string>> KeysAsync() => await _connection.GetServers().Single().KeysAsync(pattern: _prefix + "*")
        .Select(key => key.ToString()[_prefix.Length..]).ToListAsync();

    private async Task ShouldExpireAsync(string key, int? minutes)
    {
        var left = await _connection.GetDatabase().KeyTimeToLiveAsync(_prefix + key);
        if (minutes is { } expected)
            left.Should().BeCloseTo(TimeSpan.FromMinutes(expected), TimeSpan.FromSeconds(30), key);
        else
            left.Should().BeNull(key);
    }

    private static NewSession Session(string id, int minutes) => new()
    {
        IdentityKey = "alice",
        SessionKey = id,
        EverythingKey = "all",
        Id = id,
        NotBefore = DateTimeOffset.UnixEpoch,
        Data = $"{{\"label\":\"{id}\"}}",
        Expires = Now.AddMinutes(minutes),
        Ends = Now.AddMinutes(minutes),
    };

    // Of a session that began later than what the tests revoke.
    private static SessionExchange Exchange(string session, int minutes) => new()
    {
        IdentityKey = "alice",
        SessionKey = session,
        EverythingKey = "all",
        Number = 0,
        Started = Now.AddHours(1),
        MayStart = true,
        GraceWindow = TimeSpan.Zero,
        LostAnswerWindow = TimeSpan.Zero,
        Expires = Now.AddMinutes(minutes),
    };

    private static InstantRevocation UpTo(string key, int minutes) =>
        new() { Key = key, NotBefore = DateTimeOffset.UnixEpoch, Expires = Now.AddMinutes(minutes) };
}
