using System.Collections.Concurrent;
using System.Diagnostics;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Diagnostics;

/// <summary>The trace of a request that lasts for hours.</summary>
public sealed class LongRequestTraceTests
{
    [Test]
    public async Task It_does_not_grow_with_the_checks_of_its_token()
    {
        HookedStore store = null!;
        await using var app = await TestApp.StartAsync(
            static routes => routes
                .MapGet("/lifetime", static context => Task.Delay(Timeout.Infinite, context.GetJwtLifetime())).RequireJwt(),
            cfg => cfg.Revocation.UseStore(
                services => store = new HookedStore(new MemoryJwtStore(services.GetRequiredService<TimeProvider>()))));
        var (trace, finds) = (ActivityTraceId.CreateRandom(), 0);
        store.Before = call =>
        {
            finds += call == "find" ? 1 : 0;
            return Task.CompletedTask;
        };
        using var listener = new TraceListener(trace);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/lifetime");
        request.Headers.Authorization = new("Bearer", app.Jwt.CreateAccessToken("alice"));
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        var waiting = app.Client.SendAsync(request);
        for (var i = 0; i < 600 && finds < 4; i++)
        {
            app.Time.Advance(TestApp.RecheckInterval);
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        finds.Should().BeGreaterThanOrEqualTo(4);
        listener.Spans.Count(static name => name == "jwt_extended.store.find").Should().Be(1);
        await app.Jwt.RevokeAllAsync("alice");
        await app.AdvanceUntilAsync(waiting, TestApp.RecheckInterval);
        (await waiting).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    private sealed class TraceListener : IDisposable
    {
        private readonly ActivityListener _listener;

        public TraceListener(ActivityTraceId trace)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = static source => source.Name is JwtMetrics.MeterName or "Microsoft.AspNetCore",
                Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    if (activity.TraceId == trace)
                        Spans.Add(activity.OperationName);
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ConcurrentBag<string> Spans { get; } = [];

        public void Dispose() => _listener.Dispose();
    }
}
