using System.Security.Cryptography;
using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>The scripts change an entry as the functions of <see cref="SessionEntry"/> do.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class RedisExchangeAgreementTests : IAsyncDisposable
{
    private const int Batch = 2_000;
    private const string Record = "laptop {\"label\":\"ä\"}";

    private static readonly DateTimeOffset Now =
        DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    private static readonly SessionExchange NoExchange = new()
    {
        IdentityKey = "",
        SessionKey = "laptop",
        EverythingKey = "",
        Number = 0,
        Started = Now.AddHours(-1),
        MayStart = false,
        GraceWindow = TimeSpan.Zero,
        LostAnswerWindow = TimeSpan.Zero,
        Expires = null,
    };

    private readonly string _prefix = RandomNumberGenerator.GetHexString(8) + ":";
    private ConnectionMultiplexer _connection = null!;

    private RedisKey List => _prefix + "list";

    [SetUp]
    public async Task ConnectAsync() =>
        _connection = await ConnectionMultiplexer.ConnectAsync((await SharedEngines.RedisAsync()).Connection);

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    [TestCase(100_000_000, 864_000_000_000, TestName = "It_decides_as_the_function_does_with_the_usual_windows")]
    [TestCase(0, 0, TestName = "It_decides_as_the_function_does_without_windows")]
    [TestCase(25_001, 102_003, TestName = "It_decides_as_the_function_does_with_windows_of_broken_milliseconds")]
    public async Task It_decides_as_the_function_does(long graceTicks, long lostTicks)
    {
        var cases = Cases(TimeSpan.FromTicks(graceTicks), TimeSpan.FromTicks(lostTicks)).ToList();
        var outcomes = new Dictionary<ExchangeOutcome, int>();

        foreach (var batch in cases.Chunk(Batch))
        {
            foreach (var outcome in await AgreeAsync(batch))
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        var impossible = graceTicks > 0 ? 0 : 3;
        outcomes.Should().HaveCount(Enum.GetValues<ExchangeOutcome>().Length - impossible, "the table has every outcome");
        await TestContext.Out.WriteLineAsync($"{cases.Count} cases: {string.Join(", ", outcomes)}");
    }

    [Test]
    public async Task A_session_ends_as_the_function_says()
    {
        var script = AtNow(RedisScripts.EndSession);
        var expiries = new[] { null, Minutes(0), Minutes(1.0 / 60_000), Minutes(10), Minutes(20) };
        var (index, ends, goOn) = (0, 0, 0);

        foreach (var (entry, old, expires) in
            from entry in Entries([0, 1_000])
            from old in expiries
            from expires in new[] { null, Minutes(10), Minutes(20) }
            where entry is not null || old is null
            select (entry is null ? null : entry with { Expires = old }, old, expires))
        {
            var item = new Case(entry, NoExchange, index / 2 % 2 == 0);
            var end = new SessionEnd
            {
                IdentityKey = "",
                SessionKey = item.Exchange.SessionKey,
                Started = (index++ / 4 % 3) switch { 0 => null, 1 => NoExchange.Started, _ => NoExchange.Started.AddMilliseconds(1) },
                Expires = expires,
            };
            var run = await RunAsync(
                script,
                item,
                [_prefix + end.SessionKey, List],
                [end.SessionKey, RedisTime.Expiry(expires), end.Started is { } started ? RedisTime.Instant(started) : ""]);

            var changed = SessionEntry.End(item.Found, end, Now);
            ends += changed is null ? 0 : 1;
            goOn += changed is null ? 1 : 0;
            ((bool)run.Result).Should().Be(changed is not null && item is { IsRecorded: true, Found: not null }, "it ends {0}", item);
            run.Stored.Should().Be(changed is null ? item.Text : Case.Write(changed));
            run.IsListed.Should().Be(changed is null && item.IsRecorded);
        }

        (ends, goOn).Should().Match<(int Ends, int GoOn)>(count => count.Ends > 100 && count.GoOn > 100);
    }

    [Test]
    public async Task A_use_is_noted_as_the_function_says([Range(0, 3)] int number)
    {
        foreach (var entry in Entries([0]))
        {
            var item = new Case(entry, NoExchange, true);
            var run = await RunAsync(RedisScripts.MarkSeen, item, [_prefix + item.Exchange.SessionKey], [number]);

            var expected = entry?.IsFirstUse(number) == true ? item with { Entry = entry with { Seen = true } } : item;
            run.Stored.Should().Be(expected.Text, "{0} is used by {1}", item, number);
        }
    }

    // Everything of an entry and a token that decides; what does not takes turns.
    private static IEnumerable<Case> Cases(TimeSpan grace, TimeSpan lost)
    {
        var ages = Ages(grace, lost);
        var index = 0;
        foreach (var (number, mayStart, onlyCurrent) in Tokens())
        {
            var exchange = NoExchange with
            {
                Number = number,
                MayStart = mayStart,
                OnlyCurrent = onlyCurrent,
                GraceWindow = grace,
                LostAnswerWindow = lost,
            };
            foreach (var entry in Entries(ages))
                yield return Turn(entry, exchange, index++);
        }
    }

    private static List<long> Ages(TimeSpan grace, TimeSpan lost) =>
    [
        .. new[] { grace, 6 * grace, lost }
            .Select(RedisTime.Milliseconds)
            .SelectMany(limit => new[] { 0, limit - 1, limit })
            .Where(age => age >= 0)
            .Distinct()
            .Order(),
    ];

    private static IEnumerable<(int Number, bool MayStart, bool OnlyCurrent)> Tokens() =>
        from number in Enumerable.Range(0, 5)
        from mayStart in new[] { false, true }
        from onlyCurrent in new[] { false, true }
        select (number, mayStart, onlyCurrent);

    private static IEnumerable<SessionEntry?> Entries(List<long> ages) =>
        (from started in new[] { 0, -1, 1 }
         from revoked in new[] { false, true }
         from at in ages
         from handedOut in ages
         where handedOut <= at && (started == 0 && !revoked || at == handedOut)
         from number in Enumerable.Range(0, 4)
         from parent in Enumerable.Range(-1, 4)
         from seen in new[] { false, true }
         select new SessionEntry
         {
             Started = Now.AddHours(-1).AddMilliseconds(started),
             // Of every start that is later than the others, half go on for an earlier session.
             Root = Now.AddHours(-1).AddMilliseconds(seen ? Math.Min(started, 0) : started),
             Number = number,
             Parent = parent,
             At = Now.AddMilliseconds(-at),
             HandedOut = Now.AddMilliseconds(-handedOut),
             Seen = seen,
             Revoked = revoked,
             Expires = null,
         }).Concat(Enumerable.Repeat<SessionEntry?>(null, 8));

    private static Case Turn(SessionEntry? entry, SessionExchange exchange, int index)
    {
        var (old, given) = (index % 7) switch
        {
            0 => ((double?)null, (double?)null),
            1 => (null, 10),
            2 => (10, null),
            3 => (20, 10),
            4 => (10, 20),
            // Expired in this millisecond, and in the next one.
            5 => (0, 10),
            _ => (1.0 / 60_000, 10),
        };
        return new Case(
            entry is null ? null : entry with { Expires = Minutes(old) },
            exchange with { SessionKey = $"s{index % Batch}", Expires = Minutes(given) },
            index / 7 % 2 == 0);
    }

    private static DateTimeOffset? Minutes(double? minutes) => minutes is { } value ? Now.AddMinutes(value) : null;

    private async Task<List<ExchangeOutcome>> AgreeAsync(Case[] batch)
    {
        var script = AtNow(RedisScripts.Exchange);
        var runs = batch
            .Select(item => RunAsync(
                script,
                item,
                [_prefix + item.Exchange.SessionKey, List, _prefix + "none"],
                RedisExchange.ArgumentsOf(item.Exchange)))
            .ToList();
        var outcomes = new List<ExchangeOutcome>();
        foreach (var (item, run) in batch.Zip(runs))
        {
            var actual = await run;
            var expected = SessionEntry.Exchange(item.Found, item.Exchange, Now, out var changed);
            if (RedisExchange.ReadResult(actual.Result) != expected || !Agrees(item, changed, actual))
                Assert.Fail($"{item}: {expected} and {changed}, but the script: {actual}");
            outcomes.Add(expected.Outcome);
        }

        return outcomes;
    }

    private static bool Agrees(Case item, SessionEntry? changed, Run actual)
    {
        if (changed is null)
            return actual.Stored == item.Text && actual.IsListed == item.IsRecorded;
        var isReplaced = changed.Revoked || item.Entry?.Started != changed.Started || item.Found is null;
        var left = changed.Expires is { } expires ? expires - Now : (TimeSpan?)null;
        return actual.Stored == Case.Write(changed) + (item.IsRecorded && !isReplaced ? Record : "")
            && actual.IsListed == (item.IsRecorded && !isReplaced)
            && (left is null ? actual.Left is null : actual.Left > left - TimeSpan.FromMinutes(4) && actual.Left <= left);
    }

    // The clock stands still, at the end of its millisecond.
    private static string AtNow(string script) => script.Replace(
        "redis.call('TIME')", $"{{{Now.ToUnixTimeSeconds()}, {Now.Millisecond}999}}", StringComparison.Ordinal);

    private async Task<Run> RunAsync(string script, Case item, RedisKey[] keys, RedisValue[] arguments)
    {
        var database = _connection.GetDatabase();
        RedisValue member = item.Exchange.SessionKey;
        // Sent in this order before anything is awaited.
        var written = item.Text is null ? database.KeyDeleteAsync(keys[0]) : database.StringSetAsync(keys[0], item.Text);
        var listed = item.IsRecorded ? database.SortedSetAddAsync(List, member, 1) : database.SortedSetRemoveAsync(List, member);
        var result = database.ScriptEvaluateAsync(script, keys, arguments);
        var stored = database.StringGetAsync(keys[0]);
        var score = database.SortedSetScoreAsync(List, member);
        var left = database.KeyTimeToLiveAsync(keys[0]);
        await Task.WhenAll(written, listed, result, stored, score, left);
        return new Run(await result, await stored, await score is not null, await left);
    }

    private sealed record Run(RedisResult Result, string? Stored, bool IsListed, TimeSpan? Left);

    private sealed record Case(SessionEntry? Entry, SessionExchange Exchange, bool WantsRecord)
    {
        public bool IsRecorded => Entry is { Revoked: false } && WantsRecord;

        public SessionEntry? Found => Entry?.HasExpired(Now) == true ? null : Entry;

        public string? Text => Entry is null ? null : Write(Entry) + (IsRecorded ? Record : "");

        public static string Write(SessionEntry entry) => string.Concat(
            entry.Seen ? "1" : "0",
            entry.Revoked ? "1" : "0",
            $"{entry.Number,12}{entry.Parent,12}",
            $"{entry.At.ToUnixTimeMilliseconds(),16}{entry.HandedOut.ToUnixTimeMilliseconds(),16}",
            $"{entry.Started.ToUnixTimeMilliseconds(),16}{entry.Root.ToUnixTimeMilliseconds(),16}",
            $"{entry.Expires?.ToUnixTimeMilliseconds().ToString() ?? "-",16}");
    }
}
