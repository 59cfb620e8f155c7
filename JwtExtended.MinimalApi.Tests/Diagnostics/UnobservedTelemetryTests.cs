using System.Diagnostics.Metrics;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace JwtExtended.MinimalApi.Tests.Diagnostics;

/// <summary>Where nobody listens, telemetry allocates nothing.</summary>
[NonParallelizable]
public sealed class UnobservedTelemetryTests
{
    [Test]
    public async Task A_look_up_of_a_known_token_allocates_nothing_where_nobody_listens()
    {
        await using var service = new TestService();
        var token = service.Read(service.Jwt.CreateAccessToken("alice"));
        var (store, cache) = (service.Jwt.Runtime.Revocation.Store, service.Jwt.Runtime.Cache!);
        var (keys, ring) = (store.KeysOf(token), service.Jwt.Keys.Current);

        var (found, hasResponded) = ((Token?)null, false);
        var bytes = LeastBytesOf(() =>
        {
            found = cache.Find(token.RawJwt, ring);
            hasResponded = HasResponded(store.FindAsync(keys, CancellationToken.None));
        });

        bytes.Should().Be(0);
        (found, hasResponded).Should().Be((token, true));
    }

    [Test]
    public async Task Counting_and_tracing_allocate_nothing_where_nobody_listens()
    {
        await using var service = new TestService();
        var metrics = new JwtMetrics(
            service.Services.GetRequiredService<IMeterFactory>(), new TelemetryGuard(NullLogger.Instance));
        var cache = metrics.ForCache("jwt_extended.token_cache.lookups", "Look-ups.");
        var telemetry = new StoreTelemetry(metrics.StoreDuration, service.Time, metrics.Guard, isRemote: true);
        var context = new DefaultHttpContext();

        var bytes = LeastBytesOf(() =>
        {
            metrics.Refused("token_missing");
            metrics.Issued(TokenType.Access);
            metrics.Exchanged(TagValue.Refused);
            metrics.Reused();
            metrics.Revoked(RevocationKind.Token);
            cache.Count(found: true);
            telemetry.Begin(StoreOperation.Find).Succeed();
            RequestActivity.NoteRefusal(context, "token_missing", "A reason.");
        });

        bytes.Should().Be(0);
    }

    private static bool HasResponded(ValueTask<StoreState> finding) => finding.IsCompletedSuccessfully;

    // The least of several times: the first ones compile and fill caches.
    private static long LeastBytesOf(Action action) => Enumerable.Range(0, 20).Min(_ =>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    });
}
