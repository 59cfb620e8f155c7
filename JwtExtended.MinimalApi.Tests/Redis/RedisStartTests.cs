using System.Net;
using System.Text.RegularExpressions;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>An app does not start with a server that may revive a session, or that it may not use.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed partial class RedisStartTests
{
    private const string User = "jwt";
    private const string Password = "secret, more=user";
    private const string EveryRight = "+@all";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [TestCase("yes", new int[0])]
    [TestCase("no", new[] { 2 })]
    public async Task A_server_without_an_append_only_file_is_warned_of(string appendOnly, int[] events)
    {
        await using var server = await RedisServer.StartAsync("--maxmemory", "100mb", "--appendonly", appendOnly);

        await using var app = await StartAsync(server.Connection);

        Logged(app).Select(record => record.Id.Id).Should().Equal(events);
        Logged(app).Should().NotContain(record => record.Level != LogLevel.Warning);
    }

    [TestCase("allkeys-lru")]
    [TestCase("volatile-ttl")]
    public async Task A_server_that_evicts_keys_stops_the_start_until_it_is_configured_as_the_message_says(string policy)
    {
        await using var server = await RedisServer.StartAsync("--maxmemory", "100mb", "--maxmemory-policy", policy, "--appendonly", "yes");

        var start = () => StartAsync(server.Connection);

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Message
            .Should().Contain(server.Connection).And.Contain("maxmemory 104857600 bytes").And.Contain($"maxmemory-policy {policy}")
            .And.Contain("a session that was ended would be accepted again").And.Contain("redis.AllowEviction = true")
            .And.Contain("CONFIG SET maxmemory-policy noeviction");
        await server.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await using var app = await start();
        await ShouldWorkAsync(app);
        Logged(app).Should().BeEmpty();
    }

    [Test]
    public async Task A_connection_of_the_app_to_a_server_that_evicts_keys_stops_the_start_and_stays_open()
    {
        await using var server = await RedisServer.StartAsync("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lfu");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Connection);

        var start = () => SessionClient.StartAsync(cfg => cfg.Revocation.UseRedis(connection), UseRealTime);

        await start.Should().ThrowAsync<OptionsValidationException>().WithMessage("*allkeys-lfu*");
        (await connection.GetDatabase().PingAsync()).Should().BePositive();
    }

    [TestCase("100mb", true)]
    [TestCase("0", false)]
    public async Task By_choice_or_without_a_memory_limit_a_server_that_evicts_keys_is_warned_of(string limit, bool allow)
    {
        await using var server = await RedisServer.StartAsync(
            "--maxmemory", limit, "--maxmemory-policy", "volatile-lru", "--appendonly", "yes");

        await using var app = await StartAsync(server.Connection, redis => redis.AllowEviction = allow);

        Logged(app).Should().ContainSingle().Which.Should().Match<FakeLogRecord>(
            record => record.Id.Id == 1 && record.Level == LogLevel.Warning && record.Message.Contains("volatile-lru"));
        await ShouldWorkAsync(app);
    }

    [Test]
    public async Task A_server_that_does_not_tell_whether_it_evicts_keys_is_warned_of()
    {
        await using var server = await StartServerAsync(EveryRight, "-info", "-config");

        await using var app = await StartAsync(Connection(server));

        Logged(app).Should().ContainSingle().Which.Should().Match<FakeLogRecord>(
            record => record.Id.Id == 3 && record.Level == LogLevel.Warning);
        await ShouldWorkAsync(app);
    }

    [Test]
    public async Task A_server_that_comes_after_the_start_and_evicts_keys_is_an_error_in_the_log()
    {
        await using var server = RedisServer.Prepare(
            "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-random", "--appendonly", "yes");
        await using var app = await StartAsync(server.Connection);
        Logged(app).Should().BeEmpty();

        await server.RunAsync();

        await app.WaitForLogAsync("maxmemory-policy allkeys-random", Limit);
        Logged(app).Should().ContainSingle().Which.Should().Match<FakeLogRecord>(
            record => record.Id.Id == 4 && record.Level == LogLevel.Error);
        await ShouldWorkAsync(app);
    }

    [Test]
    public async Task A_server_is_named_as_its_connection_string_names_it()
    {
        await using var server = await RedisServer.StartAsync(
            "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru", "--appendonly", "yes");
        var named = server.Connection.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        var start = () => StartAsync(named);

        named.Should().StartWith("localhost:");
        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage($"*Redis at {named.Split(',')[0]} deletes*");
    }

    [TestCase("no permission to run the commands EVALSHA, EVAL,", EveryRight, "-@scripting")]
    [TestCase("no permission to run the commands EVAL,", EveryRight, "-eval")]
    [TestCase("no permission to run the commands EVALSHA,", EveryRight, "-evalsha")]
    [TestCase("no permission to run the commands SETRANGE, ZADD,", EveryRight, "-setrange", "-zadd")]
    [TestCase("no permission to run the commands ECHO,", EveryRight, "-echo")]
    [TestCase("no permission to run the commands EXISTS, GET, GETRANGE, MGET, PTTL, STRLEN, TIME, ZREVRANGE, ZREVRANK, ZSCORE,",
        EveryRight, "-@read", "-time")]
    [TestCase("no permission to use keys that begin with 'jwt:',", "resetkeys", "~other:*", EveryRight)]
    [TestCase("no permission to use keys that begin with 'jwt:',", "resetkeys", "%R~jwt:*", EveryRight)]
    [TestCase("no permission to run the commands TIME and use keys that begin with 'jwt:',", "resetkeys", EveryRight, "-time")]
    public async Task Missing_rights_stop_the_start_and_the_rule_of_the_message_grants_them(string missing, params string[] rules)
    {
        await using var server = await StartServerAsync(rules);

        var start = () => StartAsync(Connection(server));

        var message = (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Message;
        message.Should().StartWith($"The user '{User}' of Redis at {server.Connection} has {missing}")
            .And.NotContain("secret").And.NotContain("more");
        await GrantAsync(server, message);
        await using var app = await start();
        await ShouldWorkAsync(app);
    }

    [Test]
    public async Task Rights_that_nothing_is_known_of_without_others_are_told_behind_them()
    {
        await using var server = await StartServerAsync("resetkeys", "-@all");
        var start = () => StartAsync(Connection(server));

        var first = (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Message;
        await GrantAsync(server, first);
        var second = (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Message;
        await GrantAsync(server, second);
        await using var app = await start();

        first.Should().Contain("no permission to run the commands ECHO,");
        second.Should().Contain("no permission to use keys that begin with 'jwt:',");
        await ShouldWorkAsync(app);
    }

    [Test]
    public async Task The_rule_of_the_message_is_enough_for_a_user_without_any_other_right_to_wait_for_replicas()
    {
        await using var server = await StartServerAsync("resetkeys", "~jwt:*", "-@all", "+echo", "+eval", "+evalsha");
        await using var replica = await RedisServer.StartAsync();
        await replica.ReplicateAsync(server);
        var start = () => StartAsync(Connection(server), redis => redis.AcknowledgedBy = 1);

        var message = (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Message;
        await GrantAsync(server, message);
        await using var app = await start();

        message.Should().Contain("run the commands WAIT, CLIENT ID,");
        await ShouldWorkAsync(app);
        Logged(app).Select(record => record.Id.Id).Should().Equal([2], "it has no append-only file, and every right");
    }

    [Test]
    public async Task The_user_of_the_documentation_is_enough()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes");
        await using var replica = await RedisServer.StartAsync();
        await replica.ReplicateAsync(server);
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "stores-redis.md"));
        var command = UserCommand().Match(page).Groups["command"].Value.Replace("\\\n", "", StringComparison.Ordinal);
        var words = command.Replace("PASSWORD", Password.Replace(' ', '+'), StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);

        await server.ExecuteAsync(words[0], [.. words[1..]]);
        await using var app = await StartAsync(
            $"redis://{User}:{Uri.EscapeDataString(Password.Replace(' ', '+'))}@{server.Connection}", redis => redis.AcknowledgedBy = 1);

        Logged(app).Should().BeEmpty();
        await ShouldWorkAsync(app);
    }

    [GeneratedRegex(@"^redis-cli (?<command>ACL SETUSER jwt on (?:.*\\\n)*.*)$", RegexOptions.Multiline)]
    private static partial Regex UserCommand();

    private static string Connection(RedisServer server) => $"redis://{User}:{Uri.EscapeDataString(Password)}@{server.Connection}";

    private static async Task<RedisServer> StartServerAsync(params string[] rules)
    {
        var server = await RedisServer.StartAsync("--appendonly", rules is [EveryRight, "-info", ..] ? "yes" : "no");
        await server.ExecuteAsync("ACL", ["SETUSER", User, "on", ">" + Password, "~*", "&*", .. rules]);
        return server;
    }

    // As an administrator would, who copies the command of the message.
    private static async Task GrantAsync(RedisServer server, string message)
    {
        const string cure = "Grant it with: ";
        var command = message[(message.IndexOf(cure, StringComparison.Ordinal) + cure.Length)..].Split(' ');
        await server.ExecuteAsync(command[0], [.. command[1..]]);
    }

    private static Task<TestApp> StartAsync(string connection, Action<RedisRevocationOptions>? configure = null) =>
        SessionClient.StartAsync(cfg => cfg.Revocation.UseRedis(connection, configure ?? (_ => { })), UseRealTime);

    // Redis uses the real time: what expires in the past of the test clock is deleted immediately.
    private static void UseRealTime(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow()));

    private static IEnumerable<FakeLogRecord> Logged(TestApp app) =>
        app.Logs.GetSnapshot().Where(record => record.Category == "JwtExtended.MinimalApi.Redis");

    private static async Task ShouldWorkAsync(TestApp app)
    {
        var login = await app.Jwt.StartSessionAsync("alice");
        var (access, _) = await app.RefreshedAsync(login.RefreshToken);
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        (await app.Jwt.GetSessionsAsync("alice")).Should().HaveCount(1);
        (await app.SendAsync(HttpMethod.Post, "/logout", access)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        await app.Jwt.RevokeAllAsync("alice");
    }
}
