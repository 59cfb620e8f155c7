using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>Another server becomes the primary, and the app has the addresses of both.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class RedisFailoverTests
{
    public enum Failure
    {
        /// <summary>The replica is promoted.</summary>
        KilledPrimary,

        /// <summary>It accepts connections and responds to nothing. The replica is promoted.</summary>
        HungPrimary,

        /// <summary>The replica is promoted, and the primary becomes its replica.</summary>
        SwappedRoles,
    }

    private const int Enough = 2_000;

    // As Revocation.Timeout, which follows the clock of the test.
    private static readonly TimeSpan StoreLimit = TimeSpan.FromSeconds(1);

    // The client alone takes a minute, and the package 1 s on an idle machine, 3 s where the primary hangs.
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(5);

    [Test]
    public async Task Logins_work_again_within_seconds_after([Values] Failure failure)
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync();
        await replica.ReplicateAsync(primary);
        await using var proxy = new HoldingProxy(primary.Port);
        await using var app = await StartAsync(failure == Failure.HungPrimary ? proxy.Connection : primary.Connection, replica);
        var before = await app.Jwt.StartSessionAsync("alice");
        await primary.UntilReplicatedAsync();

        if (failure == Failure.KilledPrimary)
            await primary.KillAsync();
        else if (failure == Failure.HungPrimary)
            _ = proxy.HoldUntilSent("");
        await replica.PromoteAsync();
        if (failure == Failure.SwappedRoles)
            await primary.ExecuteAsync("REPLICAOF", "127.0.0.1", replica.Port);
        var (login, took) = await UntilLoggedInAsync(app);

        await TestContext.Out.WriteLineAsync($"Redis, {failure}: logins work again after {took.TotalSeconds:0.00} s");
        took.Should().BeLessThan(failure == Failure.HungPrimary ? 4 * LongestSearch : LongestSearch);
        (await app.GetAsync("/me", login.AccessToken)).Should().BeOk("alice");
        var (access, _) = await app.RefreshedAsync(before.RefreshToken);
        await LogOutAsync(app, access);
        (await app.GetAsync("/me", before.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [TestCase(1)]
    [TestCase(0)]
    public async Task An_end_survives_the_primary_if_replicas_have_to_acknowledge_it(int acknowledgedBy)
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync();
        await replica.ReplicateAsync(primary);
        await using var app = await StartAsync(primary.Connection, replica, acknowledgedBy);
        var (ends, stays) = (await app.Jwt.StartSessionAsync("alice"), await app.Jwt.StartSessionAsync("alice"));
        await primary.UntilReplicatedAsync();

        // The replica has lost its primary: it does not hear of the end.
        if (acknowledgedBy == 0)
            await replica.ExecuteAsync("REPLICAOF", "127.0.0.1", EngineProcess.FreePort());
        await LogOutAsync(app, ends.AccessToken);
        await primary.KillAsync();
        await replica.PromoteAsync();

        (await UntilAvailableAsync(app, stays.AccessToken)).Should().BeOk("alice");
        if (acknowledgedBy == 0)
            (await app.GetAsync("/me", ends.AccessToken)).Should().BeOk("alice", "the only server that confirmed the end is gone");
        else
            await ShouldBeOverAsync(app, ends);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_end_that_no_replica_acknowledges_is_not_confirmed(bool isConnected)
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync();
        await using var proxy = new HoldingProxy(primary.Port);
        await replica.ReplicateAsync(proxy.Port);
        await primary.UntilReplicatedAsync();
        await using var app = await StartAsync(primary.Connection, replica, 1);
        var sessions = new List<TokenPair>();
        for (var i = 0; i < 3; i++)
            sessions.Add(await app.Jwt.StartSessionAsync("alice"));

        // It hears nothing any more, or is gone.
        if (isConnected)
            _ = proxy.HoldUntilSent("");
        else
            await replica.KillAsync();
        var login = () => app.Jwt.StartSessionAsync("alice").AsTask();
        (await app.SendAsync(HttpMethod.Post, "/logout", sessions[0].AccessToken)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        await login.Should().ThrowAsync<RevocationStoreException>();
        (await app.RefreshAsync(sessions[1].RefreshToken)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        await ShouldLookUpWhileWritesWaitAsync(app, sessions[2]);

        proxy.Release();
        if (!isConnected)
            await replica.RunAsync();
        await replica.ReplicateAsync(primary);
        foreach (var ends in new[] { sessions[0], sessions[2] })
            await LogOutAsync(app, ends.AccessToken);
        await ShouldBeOverAsync(app, sessions[0]);
        await app.RefreshedAsync(sessions[1].RefreshToken);
        await ShouldBeOverAsync(app, sessions[2]);
    }

    [Test]
    public async Task What_replicas_acknowledged_holds_when_the_primary_is_killed_under_load()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync();
        await replica.ReplicateAsync(primary);
        await using var store = Store();
        var confirmed = new ConcurrentBag<string>();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var writers = Enumerable.Range(0, 16).Select(writer => Task.Run(() => WriteUntilItFailsAsync(writer))).ToArray();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAny(enough.Task, Task.WhenAll(writers));
        var took = Stopwatch.GetElapsedTime(start);
        await primary.KillAsync();
        await Task.WhenAll(writers);
        await replica.PromoteAsync();

        await using var connection = await ConnectionMultiplexer.ConnectAsync(replica.Connection);
        var held = 0;
        foreach (var key in confirmed)
            held += await connection.GetDatabase().KeyExistsAsync("jwt:" + key) ? 1 : 0;
        held.Should().Be(confirmed.Count).And.BeGreaterThanOrEqualTo(Enough);
        await TestContext.Out.WriteLineAsync(
            $"{confirmed.Count} revocations acknowledged by a replica, none lost; {Enough / took.TotalSeconds:0} a second by 16 writers");

        RedisJwtStore Store() => new(Connect(), "jwt:", new ReplicatedWrites(Connect(), 1, TimeSpan.FromSeconds(1)));

        RedisConnection Connect() => new(RedisConnection.Parse($"{primary.Connection},{replica.Connection}"), NullLogger.Instance);

        async Task WriteUntilItFailsAsync(int writer)
        {
            try
            {
                for (var i = 0; i < 50_000; i++)
                {
                    await store.RevokeTokenAsync($"{writer}-{i}", null, default);
                    confirmed.Add($"{writer}-{i}");
                    if (confirmed.Count >= Enough)
                        enough.TrySetResult();
                }
            }
            catch (RedisException)
            {
                // The primary is gone: this write was not confirmed.
            }
        }
    }

    private static Task<TestApp> StartAsync(string primary, RedisServer replica, int acknowledgedBy = 0) => SessionClient.StartAsync(
        cfg => cfg.Revocation.UseRedis($"{primary},{replica.Connection}", redis => redis.AcknowledgedBy = acknowledgedBy),
        // Redis uses the real time: what expires in the past of the test clock is deleted immediately.
        builder => builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow())));

    private static async Task<(TokenPair Login, TimeSpan Took)> UntilLoggedInAsync(TestApp app)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                var login = await app.Jwt.StartSessionAsync("alice").AsTask().WaitAsync(StoreLimit);
                return (login, Stopwatch.GetElapsedTime(start));
            }
            catch (Exception e) when (e is RevocationStoreException or TimeoutException
                && Stopwatch.GetElapsedTime(start) < 6 * LongestSearch)
            {
                // Not yet.
            }
        }
    }

    private static async Task<HttpResponseMessage> UntilAvailableAsync(TestApp app, string token)
    {
        using var limit = new CancellationTokenSource(6 * LongestSearch);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var response = await app.GetAsync("/me", token);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                return response;
            response.Dispose();
        }
    }

    private static async Task ShouldLookUpWhileWritesWaitAsync(TestApp app, TokenPair session)
    {
        var write = app.Jwt.RevokeAllAsync("bob").AsTask();
        var lookups = 0;
        while (!write.IsCompleted)
        {
            (await app.GetAsync("/me", session.AccessToken)).Should().BeOk("alice");
            lookups++;
        }

        await FluentActions.Awaiting(() => write).Should().ThrowAsync<RevocationStoreException>();
        lookups.Should().BeGreaterThan(10, "look-ups do not wait for replicas");
    }

    private static async Task LogOutAsync(TestApp app, string token) =>
        (await app.SendAsync(HttpMethod.Post, "/logout", token)).StatusCode.Should().Be(HttpStatusCode.NoContent);

    private static async Task ShouldBeOverAsync(TestApp app, TokenPair session)
    {
        (await app.GetAsync("/me", session.AccessToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.RefreshAsync(session.RefreshToken)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }
}
