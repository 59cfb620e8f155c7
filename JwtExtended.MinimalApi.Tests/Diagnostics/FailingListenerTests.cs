using System.Diagnostics;
using System.Diagnostics.Metrics;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Diagnostics;

/// <summary>Listeners of the application that throw: they change no decision.</summary>
public sealed class FailingListenerTests
{
    [Test]
    public async Task A_trace_that_fails_is_no_failure_of_the_store()
    {
        var (app, _) = await StartAsync();
        await using var owner = app;
        var trace = ActivityTraceId.CreateRandom();
        using var listener = ThrowIn(trace);
        var (revoked, valid) = (await app.Jwt.StartSessionAsync("alice"), await app.Jwt.StartSessionAsync("bob"));
        await app.Jwt.RevokeAllAsync("alice");

        (await GetAsync(app, revoked.AccessToken, trace)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await GetAsync(app, valid.AccessToken, trace)).Should().BeOk("bob");

        app.Logs.GetSnapshot().Where(static log => log.Id.Name == "TelemetryFailed").Should().ContainSingle();
        app.Logs.GetSnapshot().Should().NotContain(static log => log.Id.Name == "StoreFailed");
    }

    [Test]
    public async Task A_meter_that_fails_is_no_failure_of_the_store_and_undoes_nothing()
    {
        var (app, _) = await StartAsync();
        await using var owner = app;
        using var listener = ThrowAt(app);
        var (login, other) = (await app.Jwt.StartSessionAsync("alice"), await app.Jwt.StartSessionAsync("bob"));

        var (access, _) = await app.RefreshedAsync(login.RefreshToken);
        await app.Jwt.RevokeAllAsync("alice");

        (await app.GetAsync("/me", access)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await app.GetAsync("/me", other.AccessToken)).Should().BeOk("bob");
        app.Logs.GetSnapshot().Where(static log => log.Id.Name == "TelemetryFailed").Should().ContainSingle();
    }

    // The worst place for a mistake: a store that is down would let the token in.
    private static Task<(TestApp App, HookedStore Store)> StartAsync() =>
        SessionClient.StartHookedAsync(static cfg => cfg.Revocation.OnStoreFailure = StoreFailureMode.AcceptUntilExpiry);

    private static async Task<HttpResponseMessage> GetAsync(TestApp app, string token, ActivityTraceId trace)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        return await app.Client.SendAsync(request);
    }

    private static ActivityListener ThrowIn(ActivityTraceId trace)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is JwtMetrics.MeterName or "Microsoft.AspNetCore",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == trace && activity.Source.Name == JwtMetrics.MeterName)
                    throw new InvalidOperationException("The exporter is broken.");
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener ThrowAt(TestApp app)
    {
        var scope = app.App.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == JwtMetrics.MeterName && instrument.Meter.Scope == scope)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => throw new InvalidOperationException("The exporter is broken."));
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => throw new InvalidOperationException("The exporter is broken."));
        listener.Start();
        return listener;
    }
}
