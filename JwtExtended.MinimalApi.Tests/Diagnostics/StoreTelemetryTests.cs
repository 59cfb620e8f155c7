using System.Diagnostics.Metrics;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace JwtExtended.MinimalApi.Tests.Diagnostics;

/// <summary>How long the application waits for its store.</summary>
public sealed class StoreTelemetryTests
{
    private const string OperationTag = "jwt_extended.store.operation";
    private const string ErrorTag = "error.type";

    [Test]
    public async Task A_call_is_measured_in_seconds_with_its_operation()
    {
        var (app, store) = await SessionClient.StartHookedAsync();
        await using var owner = app;
        using var duration = Collect(app);
        store.Before = call =>
        {
            app.Time.Advance(TimeSpan.FromMilliseconds(20));
            return Task.CompletedTask;
        };

        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");

        var call = duration.GetMeasurementSnapshot().Should().ContainSingle().Subject;
        call.Value.Should().BeApproximately(0.02, 1e-9);
        call.Tags.Should().BeEquivalentTo(new Dictionary<string, object?> { [OperationTag] = "find" });
    }

    [Test]
    public async Task Every_call_of_a_session_is_measured_also_in_memory()
    {
        await using var app = await SessionClient.StartAsync();
        using var duration = Collect(app);

        var login = await app.Jwt.StartSessionAsync("alice");
        var (access, _) = await app.RefreshedAsync(login.RefreshToken);
        (await app.GetAsync("/me", access)).Should().BeOk("alice");
        await app.Jwt.RevokeAsync(app.ReadToken(login.RefreshToken, TokenType.Refresh));
        await app.Jwt.RevokeAllAsync("alice");

        duration.GetMeasurementSnapshot().Select(call => call.Tags[OperationTag]).Distinct().Should().BeEquivalentTo(
            ["find", "start_session", "list_sessions", "exchange", "mark_seen", "end_session", "revoke_token", "revoke_up_to"]);
        duration.GetMeasurementSnapshot().Should().OnlyContain(call => !call.Tags.ContainsKey(ErrorTag));
    }

    [Test]
    public async Task A_call_that_fails_has_the_type_of_its_exception()
    {
        var (app, store) = await SessionClient.StartHookedAsync();
        await using var owner = app;
        using var duration = Collect(app);
        store.Before = static _ => throw new IOException("gone");

        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        var login = async () => await app.Jwt.StartSessionAsync("alice");

        await login.Should().ThrowAsync<RevocationStoreException>();
        duration.GetMeasurementSnapshot().Select(call => call.Tags[ErrorTag])
            .Should().Equal("System.IO.IOException", "System.IO.IOException");
    }

    [Test]
    public async Task A_call_that_takes_too_long_is_measured_when_the_application_gives_up_waiting()
    {
        var (app, store) = await SessionClient.StartHookedAsync(static cfg => cfg.Revocation.Timeout = TimeSpan.FromSeconds(30));
        await using var owner = app;
        using var duration = Collect(app);
        var never = new TaskCompletionSource();
        store.Before = _ => never.Task;

        var request = app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"));
        await app.AdvanceUntilAsync(request, TimeSpan.FromSeconds(30));

        (await request).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        var call = duration.GetMeasurementSnapshot().Should().ContainSingle().Subject;
        call.Tags[ErrorTag].Should().Be("timeout");
        call.Value.Should().BeGreaterThanOrEqualTo(30);
        never.SetResult();
    }

    [Test]
    public async Task A_call_that_its_caller_cancels_is_no_failure_of_the_store()
    {
        var (app, store) = await SessionClient.StartHookedAsync();
        await using var owner = app;
        using var duration = Collect(app);
        using var cancellation = new CancellationTokenSource();
        var never = new TaskCompletionSource();
        store.Before = _ => never.Task;

        var reading = app.Jwt.ReadAsync(app.Jwt.CreateAccessToken("alice"), cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        await reading;

        duration.GetMeasurementSnapshot().Should().ContainSingle().Which.Tags[ErrorTag].Should().Be("canceled");
        never.SetResult();
    }

    [Test]
    public async Task A_look_up_that_a_cache_answers_is_no_call_to_the_store()
    {
        await using var app = await SessionClient.StartAsync(static cfg =>
        {
            cfg.Revocation.UseStore(static services => new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>())));
            cfg.Revocation.CacheLookups(TimeSpan.FromSeconds(5));
        });
        var meters = app.App.Services.GetRequiredService<IMeterFactory>();
        using var duration = Collect(app);
        using var lookups = new MetricCollector<long>(meters, JwtMetrics.MeterName, "jwt_extended.lookup_cache.lookups");
        using var size = new MetricCollector<int>(meters, JwtMetrics.MeterName, "jwt_extended.lookup_cache.size");
        var token = app.Jwt.CreateAccessToken("alice");

        for (var i = 0; i < 3; i++)
            (await app.GetAsync("/me", token)).Should().BeOk("alice");
        size.RecordObservableInstruments();
        app.Time.Advance(TimeSpan.FromSeconds(5));
        (await app.GetAsync("/me", token)).Should().BeOk("alice");

        duration.GetMeasurementSnapshot().Should().HaveCount(2);
        lookups.GetMeasurementSnapshot().Select(lookup => lookup.Tags["jwt_extended.cache.result"])
            .Should().Equal("miss", "hit", "hit", "miss");
        size.LastMeasurement!.Value.Should().Be(1);
    }

    private static MetricCollector<double> Collect(TestApp app) => new(
        app.App.Services.GetRequiredService<IMeterFactory>(), JwtMetrics.MeterName, "jwt_extended.store.operation.duration");
}
