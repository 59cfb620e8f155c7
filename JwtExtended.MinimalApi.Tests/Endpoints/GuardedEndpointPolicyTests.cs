using System.Security.Claims;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>The policy that keeps the fallback policy away: where it is added, and where it is satisfied.</summary>
public sealed class GuardedEndpointPolicyTests : IAsyncDisposable
{
    private readonly TestService _service = new(build: static builder => builder.Services.AddAuthorizationBuilder()
        .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()));

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [TestCase("nothing", 1)]
    [TestCase("attribute", 0)]
    [TestCase("policy", 0)]
    public void It_is_added_once_where_no_other_one_is(string beside, int count)
    {
        var builder = Builder();
        var own = new AuthorizationPolicyBuilder().RequireRole("ADMIN").Build();
        if (beside == "attribute")
            builder.Metadata.Add(new AuthorizeAttribute());
        if (beside == "policy")
            builder.Metadata.Add(own);

        GuardedEndpointPolicy.AddTo(builder);
        GuardedEndpointPolicy.AddTo(builder);

        builder.Metadata.OfType<AuthorizationPolicy>().Where(policy => policy != own).Should().HaveCount(count);
    }

    [TestCase("endpoint", true, true)]
    [TestCase("endpoint", false, false)]
    [TestCase("request", true, true)]
    [TestCase("request", false, false)]
    [TestCase("nothing", true, false)]
    public async Task It_is_satisfied_where_a_guard_is_going_to_decide(string resource, bool isGuarded, bool succeeds)
    {
        var builder = Builder();
        GuardedEndpointPolicy.AddTo(builder);
        if (isGuarded)
            EndpointGuard.Attach(builder);
        var endpoint = builder.Build();
        var request = new DefaultHttpContext();
        request.SetEndpoint(endpoint);

        var result = await _service.Services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(
            new ClaimsPrincipal(),
            resource switch
            {
                "endpoint" => endpoint,
                "request" => request,
                _ => null,
            },
            endpoint.Metadata.GetMetadata<AuthorizationPolicy>()!);

        result.Succeeded.Should().Be(succeeds);
    }

    private RouteEndpointBuilder Builder() => new(static _ => Task.CompletedTask, RoutePatternFactory.Parse("/"), 0)
    {
        ApplicationServices = _service.Services,
        Metadata = { new RequireJwtAttribute() },
    };
}
