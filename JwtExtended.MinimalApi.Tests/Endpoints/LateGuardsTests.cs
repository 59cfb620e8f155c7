using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>Which endpoints get a guard late: those that need one and have none.</summary>
public sealed class LateGuardsTests
{
    [Test]
    public async Task An_endpoint_gets_one_guard_and_one_that_has_it_or_needs_none_stays_what_it_is()
    {
        await using var service = new TestService();
        var (guards, others) = (new LateGuards(service.Services), new LateGuards(service.Services));
        var (attributed, open) = (EndpointWith(new RequireJwtAttribute()), EndpointWith());

        var guarded = guards.Guard(attributed);

        EndpointGuard.IsInFrontOf(guarded).Should().BeTrue();
        (guards.Guard(attributed), guards.Guard(guarded), others.Guard(guarded)).Should().Be((guarded, guarded, guarded));
        others.Guard(open).Should().BeSameAs(open);
        (guards.AreUsed, others.AreUsed).Should().Be((true, false));
    }

    private static Endpoint EndpointWith(params object[] metadata) =>
        new(static _ => Task.CompletedTask, new EndpointMetadataCollection(metadata), "it");
}
