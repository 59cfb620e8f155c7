using System.Collections.Concurrent;
using JwtExtended.MinimalApi.Redis;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>Apps that share a Redis, and what happens to them when it goes away.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class RedisAppTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Test]
    public async Task What_one_app_revokes_the_other_refuses_at_its_next_request()
    {
        var server = await SharedEngines.RedisAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Connection);
        await using var a = await StartAsync(cfg => cfg.UseRedis(server.Connection));
        await using var b = await StartAsync(cfg => cfg.UseRedis(connection));
        await using var elsewhere = await StartAsync(
            cfg => cfg.UseRedis(ConfigurationOptions.Parse(server.Connection), redis => redis.KeyPrefix = "elsewhere:"));
        var (token, other) = (a.Jwt.CreateAccessToken("alice"), a.Jwt.CreateAccessToken("alice"));
        (await b.GetAsync("/me", token)).Should().BeOk("alice");

        (await a.SendAsync(HttpMethod.Post, "/logout", token)).Should().BeOk();

        (await b.GetAsync("/me", token)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await b.GetAsync("/me", other)).Should().BeOk("alice");
        (await elsewhere.GetAsync("/me", token)).Should().BeOk("alice");
    }

    [Test]
    public async Task An_app_starts_without_Redis_and_works_when_it_comes_goes_and_comes_back()
    {
        await using var server = RedisServer.Prepare("--appendonly", "yes", "--appendfsync", "always");
        await using var app = await StartAsync(cfg => cfg.UseRedis(server.Connection));
        var (token, other) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateAccessToken("alice"));

        (await app.GetAsync("/me", token)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        await server.RunAsync();
        (await UntilAvailableAsync(app, token)).Should().BeOk("alice");
        (await app.SendAsync(HttpMethod.Post, "/logout", token)).Should().BeOk();

        await server.KillAsync();
        (await app.GetAsync("/me", token)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        (await app.SendAsync(HttpMethod.Post, "/logout", other)).Should().BeRefused(JwtErrorCode.StoreUnavailable);

        await server.RunAsync();
        (await UntilAvailableAsync(app, token)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", other)).Should().BeOk("alice");
    }

    [Test]
    public async Task What_was_confirmed_holds_when_the_server_is_killed_under_load()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var store = new RedisJwtStore(
            new RedisConnection(RedisConnection.Parse(server.Connection), NullLogger.Instance), "jwt:");
        var confirmed = new ConcurrentBag<string>();
        var enough = new TaskCompletionSource();
        var createdAt = await CreatedAtAsync(server);

        var writers = Enumerable.Range(0, 8)
            .Select(writer => Task.Run(async () => await WriteUntilItFailsAsync(store, writer, confirmed, enough))).ToArray();
        await enough.Task;
        await server.KillAsync();
        var failures = await Task.WhenAll(writers);
        await server.RunAsync();

        await UntilWrittenAsync(store);
        var lost = 0;
        foreach (var key in confirmed)
            lost += await store.TryUseAsync(key, null, default) ? 1 : 0;
        lost.Should().Be(0, "{0} revocations were confirmed", confirmed.Count);
        failures.Should().OnlyContain(failed => failed, "each writer ended when the server did");
        (await CreatedAtAsync(server)).Should().Be(createdAt);
        await TestContext.Out.WriteLineAsync($"{confirmed.Count} revocations confirmed before the server was killed, {lost} lost");
    }

    private static Task<TestApp> StartAsync(Action<RevocationOptions> use) => TestApp.StartAsync(
        routes =>
        {
            routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
            routes.MapPost("/logout", async (Token token) => await token.RevokeAsync()).RequireJwt(jwt => jwt.SkipRevocationCheck());
        },
        cfg => use(cfg.Revocation),
        // Redis uses the real time: what expires in the past of the test clock is deleted immediately.
        builder => builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow())));

    private static async Task<HttpResponseMessage> UntilAvailableAsync(TestApp app, string token)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var response = await app.GetAsync("/me", token);
            if ((int)response.StatusCode != StatusCodes.Status503ServiceUnavailable)
                return response;
            response.Dispose();
        }
    }

    private static async Task<bool> WriteUntilItFailsAsync(
        RedisJwtStore store, int writer, ConcurrentBag<string> confirmed, TaskCompletionSource enough)
    {
        for (var i = 0; i < 50_000; i++)
        {
            var key = $"{writer}-{i}";
            try
            {
                await store.RevokeTokenAsync(key, null, default);
            }
            catch (RedisException)
            {
                return true;
            }

            confirmed.Add(key);
            if (confirmed.Count > 2_000)
                enough.TrySetResult();
        }

        return false;
    }

    private static async Task UntilWrittenAsync(RedisJwtStore store)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            try
            {
                await store.RevokeTokenAsync("back", null, limit.Token);
                return;
            }
            catch (RedisException)
            {
                limit.Token.ThrowIfCancellationRequested();
            }
        }
    }

    private static async Task<string?> CreatedAtAsync(RedisServer server)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Connection);
        var database = connection.GetDatabase();
        return (string?)await database.ScriptEvaluateAsync(RedisScripts.StoreCreatedAt, ["jwt:created"]);
    }
}
