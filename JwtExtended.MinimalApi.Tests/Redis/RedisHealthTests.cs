using System.Net;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace JwtExtended.MinimalApi.Tests.Redis;

/// <summary>The health check of the store with a Redis that comes, goes and comes back.</summary>
[NonParallelizable]
[Category(Engine.Category)]
public sealed class RedisHealthTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Test]
    public async Task The_check_follows_a_server_that_is_stopped_and_started_again()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var app = await StartAsync(server);
        (await app.GetAsync("/ready")).Should().BeOk("Healthy");

        await server.KillAsync();
        using var down = await app.GetAsync("/ready");
        var report = await app.App.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        await server.RunAsync();
        await UntilHealthyAsync(app);

        down.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        report.Entries["jwt_store"].Exception.Should().BeAssignableTo<RedisException>();
    }

    private static Task<TestApp> StartAsync(RedisServer server) => TestApp.StartAsync(
        static routes => routes.MapHealthChecks("/ready"),
        cfg => cfg.Revocation.UseRedis(server.Connection),
        static builder =>
        {
            builder.Services.AddHealthChecks().AddJwtStore();
            // Redis uses the real time: what expires in the past of the test clock is deleted immediately.
            builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        });

    private static async Task UntilHealthyAsync(TestApp app)
    {
        using var limit = new CancellationTokenSource(Limit);
        HttpStatusCode status;
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            using var response = await app.GetAsync("/ready");
            status = response.StatusCode;
        }
        while (status != HttpStatusCode.OK);
    }
}
