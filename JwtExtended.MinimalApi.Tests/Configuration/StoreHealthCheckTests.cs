using System.Net;
using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JwtExtended.MinimalApi.Tests.Configuration;

/// <summary>The health check of the store.</summary>
public sealed class StoreHealthCheckTests
{
    private const string Name = "jwt_store";

    [Test]
    public async Task The_store_in_memory_is_healthy()
    {
        await using var app = await StartAsync(static _ => { });

        using var response = await app.GetAsync("/ready");

        response.Should().BeOk("Healthy");
        (await CheckAsync(app.App.Services)).Status.Should().Be(HealthStatus.Healthy);
    }

    [Test]
    public async Task A_store_that_fails_is_unhealthy_with_its_exception_and_healthy_when_it_responds_again()
    {
        HookedStore store = null!;
        await using var app = await StartAsync(cfg => cfg.Revocation.UseStore(services => store = Hooked(services)));
        var gone = new IOException("gone");

        store.Before = _ => throw gone;
        using var failed = await app.GetAsync("/ready");
        var entry = await CheckAsync(app.App.Services);
        store.Before = static _ => Task.CompletedTask;
        using var recovered = await app.GetAsync("/ready");

        failed.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (entry.Status, entry.Description, entry.Exception).Should().Be((HealthStatus.Unhealthy, "The revocation store failed.", gone));
        recovered.Should().BeOk("Healthy");
    }

    [Test]
    public async Task A_store_that_does_not_respond_within_the_limit_is_unhealthy_also_right_after_the_start()
    {
        HookedStore store = null!;
        await using var app = await StartAsync(cfg =>
        {
            cfg.Revocation.UseStore(services => store = Hooked(services));
            cfg.Revocation.Timeout = TimeSpan.FromSeconds(2);
        });
        var never = new TaskCompletionSource();
        store.Before = _ => never.Task;

        var checking = CheckAsync(app.App.Services);
        await app.AdvanceUntilAsync(checking, TimeSpan.FromSeconds(2));

        var entry = await checking;
        (entry.Status, entry.Description).Should().Be(
            (HealthStatus.Unhealthy, "The revocation store did not respond within 00:00:02."));
        entry.Exception.Should().BeOfType<TimeoutException>();
        (app.Time.GetUtcNow() - TestApp.Start).Should().BeLessThan(TimeSpan.FromSeconds(10), "requests would wait that long at first");
        never.SetResult();
    }

    [Test]
    public async Task Any_number_of_callers_share_one_look_up_and_it_is_not_left_open()
    {
        HookedStore store = null!;
        await using var app = await StartAsync(cfg =>
        {
            cfg.Revocation.UseStore(services => store = Hooked(services));
            cfg.Revocation.Timeout = TimeSpan.FromSeconds(2);
        });
        var (calls, never) = (0, new TaskCompletionSource());
        store.Before = _ =>
        {
            Interlocked.Increment(ref calls);
            return never.Task;
        };

        // All have asked before the clock moves: the service of ASP.NET Core would begin some of the checks later.
        var check = new StoreHealthCheck(app.App.Services);
        var context = new HealthCheckContext { Registration = new HealthCheckRegistration(Name, check, HealthStatus.Unhealthy, null) };
        var checking = Task.WhenAll(Enumerable.Range(0, 100).Select(_ => check.CheckHealthAsync(context, default)));
        await app.AdvanceUntilAsync(checking, TimeSpan.FromSeconds(2));

        (await checking).Should().OnlyContain(static result => result.Status == HealthStatus.Unhealthy);
        calls.Should().Be(1);
        store.Before = static _ => Task.CompletedTask;
        (await CheckAsync(app.App.Services)).Status.Should().Be(HealthStatus.Healthy);
        never.SetResult();
    }

    [Test]
    public async Task A_cached_look_up_does_not_hide_a_store_that_fails()
    {
        HookedStore store = null!;
        await using var app = await StartAsync(cfg =>
        {
            cfg.Revocation.UseStore(services => store = Hooked(services));
            cfg.Revocation.CacheLookups(TimeSpan.FromSeconds(60));
        });
        (await CheckAsync(app.App.Services)).Status.Should().Be(HealthStatus.Healthy);

        store.Before = static _ => throw new IOException("gone");

        (await CheckAsync(app.App.Services)).Status.Should().Be(HealthStatus.Unhealthy);
    }

    [Test]
    public async Task The_status_of_a_failure_and_the_tags_are_those_of_the_registration()
    {
        await using var app = await TestApp.StartAsync(
            static _ => { },
            static cfg => cfg.Revocation.UseStore(static _ => new ScriptedStore { Fail = static () => throw new IOException("gone") }),
            static builder => builder.Services.AddHealthChecks().AddJwtStore("sessions", HealthStatus.Degraded, ["ready"]));

        var entry = await CheckAsync(app.App.Services, "sessions");

        (entry.Status, entry.Tags.Single()).Should().Be((HealthStatus.Degraded, "ready"));
    }

    [Test]
    public async Task Without_Initialize_the_result_says_what_to_do()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddHealthChecks().AddJwtStore();
        await using var app = builder.Build();

        var before = await CheckAsync(app.Services);
        Jwt.Initialize(app);
        var after = await CheckAsync(app.Services);

        (before.Status, before.Description).Should().Be(
            (HealthStatus.Unhealthy, "Jwt.Initialize(app) was not called for this app. Call it in Program.cs before app.Run()."));
        after.Status.Should().Be(HealthStatus.Healthy);
    }

    [Test]
    public async Task A_check_that_is_canceled_tells_nothing_about_the_store()
    {
        HookedStore store = null!;
        await using var app = await StartAsync(cfg => cfg.Revocation.UseStore(services => store = Hooked(services)));
        var never = new TaskCompletionSource();
        store.Before = _ => never.Task;
        using var cancellation = new CancellationTokenSource();

        var checking = CheckAsync(app.App.Services, cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();

        await FluentActions.Awaiting(() => checking).Should().ThrowAsync<OperationCanceledException>();
        never.SetResult();
    }

    private static HookedStore Hooked(IServiceProvider services) => new(new MemoryJwtStore(services.GetRequiredService<TimeProvider>()));

    private static Task<TestApp> StartAsync(Action<JwtOptions> configure) => TestApp.StartAsync(
        static routes => routes.MapHealthChecks("/ready"), configure, static builder => builder.Services.AddHealthChecks().AddJwtStore());

    private static async Task<HealthReportEntry> CheckAsync(
        IServiceProvider services, string name = Name, CancellationToken cancellationToken = default) =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(cancellationToken)).Entries[name];
}
