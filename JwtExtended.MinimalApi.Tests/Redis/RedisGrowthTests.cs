using System.Globalization;
using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>What a session costs does not depend on its age, nor on how many others its identity has.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class RedisGrowthTests : IAsyncDisposable
{
    private const int Exchanges = 10_000;
    private const int Batch = 500;
    private const int Few = 10;
    private const int Many = 10_000;
    private const int Rounds = 5;
    private const int CallsOfARound = 50;

    // The search in a sorted list of many takes a few more steps; the rest is for a busy machine.
    private const double MostTimes = 3;
    private const double Microseconds = 20;

    private RedisServer _server = null!;
    private ConnectionMultiplexer _connection = null!;
    private RedisJwtStore _store = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private IServer Node => _connection.GetServers().Single();

    [SetUp]
    public async Task StartAsync()
    {
        _server = await RedisServer.StartAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(_server.Connection + ",allowAdmin=true");
        _store = new RedisJwtStore(new RedisConnection(_connection, NullLogger.Instance), "jwt:");
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Test]
    public async Task A_session_is_as_large_after_10_000_exchanges_as_after_one_and_loses_its_record_when_it_ends()
    {
        var database = _connection.GetDatabase();
        var started = await _store.StartAsync(Session("laptop"));
        var exchange = Exchange(started);
        await _store.ExchangeAsync(exchange, default);
        var (size, keys) = (await SizeAsync(), await Node.DatabaseSizeAsync());

        foreach (var numbers in Enumerable.Range(1, Exchanges - 1).Chunk(Batch))
        {
            var results = await Task.WhenAll(
                numbers.Select(number => _store.ExchangeAsync(exchange with { Number = number }, default).AsTask()));
            results.Should().OnlyContain(result => result.Outcome == ExchangeOutcome.Advanced);
        }

        (await SizeAsync(), await Node.DatabaseSizeAsync()).Should().Be((size, keys));
        var record = (await _store.ListSessionsAsync("alice", null, 1, default)).Records.Single();
        record.Data.Should().Be("{\"label\":\"laptop\"}");
        await _store.EndAsync("alice", "laptop", null);
        (await database.StringLengthAsync("jwt:{alice}:laptop")).Should().Be(RedisSession.HeaderLength);
        (await Node.DatabaseSizeAsync()).Should().Be(keys - 1, "the list was its own");
        await TestContext.Out.WriteLineAsync($"An entry after 1 and after {Exchanges} exchanges: {size} bytes; {keys} keys");

        async Task<long> SizeAsync() => (long)await database.ExecuteAsync("MEMORY", "USAGE", "jwt:{alice}:laptop");
    }

    [Test]
    public async Task A_login_an_end_and_pages_cost_the_same_with_10_and_10_000_sessions()
    {
        // The list expires with this one, and no other login prolongs it.
        await _store.StartAsync(Session("first") with { Ends = Now.AddHours(2) });
        await StartSessionsAsync(1, Few);
        // The scripts are loaded at their first calls.
        await UseAsync();
        var few = await MeasureAsync();
        await StartSessionsAsync(Few, Many);
        var many = await MeasureAsync();

        many.Select(command => (command.Name, command.Calls)).Should().Equal(few.Select(command => (command.Name, command.Calls)));
        foreach (var (before, after) in few.Zip(many))
        {
            await TestContext.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{before.Name}: {before.Calls} calls, {before.Time:0.0} us each with {Few} sessions, {after.Time:0.0} us with {Many}"));
            after.Time.Should().BeLessThan((MostTimes * before.Time) + Microseconds, before.Name);
        }
    }

    private async Task StartSessionsAsync(int from, int to)
    {
        foreach (var numbers in Enumerable.Range(from, to - from).Chunk(Batch))
            await Task.WhenAll(numbers.Select(i => _store.StartAsync(Session($"s{i}"))));
    }

    // A login with a limit: it starts a session, reads the first page and ends the one behind the limit. Then a page in the middle.
    private async Task UseAsync()
    {
        await _store.StartAsync(Session("new"));
        var page = await _store.ListSessionsAsync("alice", null, Few / 2, default);
        await _store.EndAsync("alice", "new", null);
        (await _store.ListSessionsAsync("alice", page.Next, Few / 2, default)).Records.Should().HaveCount(Few / 2);
    }

    // The fewest microseconds of some rounds: an interruption of the machine counts in one of them.
    private async Task<List<(string Name, long Calls, double Time)>> MeasureAsync()
    {
        var rounds = new List<(string Name, long Calls, double Time)>();
        for (var round = 0; round < Rounds; round++)
        {
            await Node.ConfigResetStatisticsAsync();
            for (var i = 0; i < CallsOfARound; i++)
                await UseAsync();
            rounds.AddRange((await Node.InfoAsync("commandstats"))
                .SelectMany(section => section)
                .Where(line => !line.Key.Contains("info", StringComparison.Ordinal))
                .Select(line => (line.Key, Number(line.Value, "calls"), (double)Number(line.Value, "usec") / Number(line.Value, "calls"))));
        }

        return [.. rounds.GroupBy(command => (command.Name, command.Calls))
            .Select(group => (group.Key.Name, group.Key.Calls, group.Min(command => command.Time)))
            .OrderBy(command => command.Name, StringComparer.Ordinal)];

        static long Number(string line, string name) => long.Parse(
            line.Split(',').Select(field => field.Split('=')).Single(field => field[0] == name)[1], CultureInfo.InvariantCulture);
    }

    private static NewSession Session(string id) => new()
    {
        IdentityKey = "alice",
        SessionKey = id,
        EverythingKey = "all",
        Id = id,
        NotBefore = DateTimeOffset.UnixEpoch,
        Data = $"{{\"label\":\"{id}\"}}",
        Expires = Now.AddHours(1),
        Ends = Now.AddHours(1),
    };

    private static SessionExchange Exchange(DateTimeOffset started) => new()
    {
        IdentityKey = "alice",
        SessionKey = "laptop",
        EverythingKey = "all",
        Number = 0,
        Started = started,
        MayStart = true,
        GraceWindow = TimeSpan.Zero,
        LostAnswerWindow = TimeSpan.Zero,
        Expires = Now.AddHours(1),
    };
}
