using System.Security.Cryptography;
using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>The scripts raise and compare instants as <see cref="RevokedUpTo"/> does.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class RedisInstantAgreementTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now =
        DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    private static readonly DateTimeOffset?[] Expiries = [null, Now.AddMinutes(10), Now.AddMinutes(20)];

    private static readonly RevokedUpTo?[] Stored =
    [
        null,
        .. from instant in new[] { -1, 0, 1, 2 }
           from before in new int?[] { null, -2, 0 }
           from except in new[] { null, "laptop" }
           where except is not null || before is null
           select new RevokedUpTo(Now.AddMilliseconds(instant), except, before is { } b ? Now.AddMilliseconds(b) : null),
    ];

    private readonly RedisKey _key = RandomNumberGenerator.GetHexString(8) + ":revoked";
    private readonly RedisKey _session = RandomNumberGenerator.GetHexString(8) + ":session";
    private ConnectionMultiplexer _connection = null!;

    [SetUp]
    public async Task ConnectAsync() =>
        _connection = await ConnectionMultiplexer.ConnectAsync((await SharedEngines.RedisAsync()).Connection);

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    [Test]
    public async Task A_script_raises_as_the_function_does()
    {
        var cases =
            from stored in Stored
            from notBefore in new[] { -1, 0, 1, 3 }
            from except in new[] { null, "laptop", "phone" }
            from started in new[] { -3, -2, -1, 0, 1, 2, 3 }
            where except is not null || started == 0
            from old in (DateTimeOffset?[])[Now, Now.AddMilliseconds(1), .. Expiries]
            where stored is not null || old is null
            from expires in Expiries
            select (stored, old, new InstantRevocation
            {
                Key = "",
                NotBefore = Now.AddMilliseconds(notBefore),
                ExceptSession = except,
                ExceptStarted = Now.AddMilliseconds(started),
                Expires = expires,
            });
        var script = AtNow(RedisScripts.RevokeUpTo);
        var count = 0;

        foreach (var (stored, old, revocation) in cases)
        {
            var found = old <= Now ? null : stored;
            var expected = RevokedUpTo.Raise(found, revocation, Now);
            var later = found is not null && (old is null || old > revocation.Expires) ? old : revocation.Expires;

            var (result, after, left) = await RunAsync(
                script, stored, old, [_key], RedisInstant.ArgumentsOf(revocation), database => database.KeyTimeToLiveAsync(_key));

            RedisInstant.Read((RedisValue)result).Should().Be(expected, "{0} until {1} is raised by {2}", stored, old, revocation);
            RedisInstant.Read(after).Should().Be(expected ?? stored);
            if (expected is not null)
                IsAbout(left, later).Should().BeTrue("the later expiry counts");
            count++;
        }

        await TestContext.Out.WriteLineAsync($"{count} cases");
    }

    [Test]
    public async Task A_script_compares_as_the_function_does([Values] bool isEverything)
    {
        var script = AtNow(RedisScripts.Exchange);
        RedisKey[] keys = isEverything ? [_session, _session, "none", _key] : [_session, _session, _key];

        foreach (var (stored, session, offset) in
            from stored in Stored
            from session in new[] { "laptop", "phone" }
            from offset in new[] { -3, -2, -1, 0, 1, 2, 3 }
            select (stored, session, offset))
        {
            var started = Now.AddMilliseconds(offset);
            var exchange = new SessionExchange
            {
                IdentityKey = "",
                SessionKey = session,
                EverythingKey = "",
                Number = 0,
                Started = started,
                MayStart = false,
                GraceWindow = TimeSpan.Zero,
                LostAnswerWindow = TimeSpan.Zero,
                Expires = null,
            };

            var (result, _, _) = await RunAsync(
                script, stored, null, keys, RedisExchange.ArgumentsOf(exchange), _ => Task.FromResult<TimeSpan?>(null));

            RedisExchange.ReadResult(result).Outcome.Should().Be(
                stored?.Covers(session, started) == true ? ExchangeOutcome.Revoked : ExchangeOutcome.Missing, "{0} {1}", stored, session);
        }
    }

    // The clock stands still.
    private static string AtNow(string script) => script.Replace(
        "redis.call('TIME')", $"{{{Now.ToUnixTimeSeconds()}, {Now.Millisecond}999}}", StringComparison.Ordinal);

    private static bool IsAbout(TimeSpan? left, DateTimeOffset? expires) => expires is null
        ? left is null
        : left <= expires - Now && left > expires - Now - TimeSpan.FromMinutes(4);

    private static string Write(RevokedUpTo stored, DateTimeOffset? expires) =>
        $"{Text(stored.Instant)} {Text(expires)} {Text(stored.ExceptInstant)} {stored.ExceptSession}";

    private static string Text(DateTimeOffset? instant) => instant?.ToUnixTimeMilliseconds().ToString() ?? "-";

    private async Task<(RedisResult Result, RedisValue After, TimeSpan? Left)> RunAsync(
        string script,
        RevokedUpTo? stored,
        DateTimeOffset? expires,
        RedisKey[] keys,
        RedisValue[] arguments,
        Func<IDatabase, Task<TimeSpan?>> readLeft)
    {
        var database = _connection.GetDatabase();
        var written = stored is null
            ? database.KeyDeleteAsync(_key)
            : database.StringSetAsync(_key, Write(stored, expires));
        var result = database.ScriptEvaluateAsync(script, keys, arguments);
        var after = database.StringGetAsync(_key);
        var left = readLeft(database);
        await Task.WhenAll(written, result, after, left);
        return (await result, await after, await left);
    }
}
