using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// The authorization policy of protected endpoints that name none, where the application has a fallback policy. With it the fallback
/// policy leaves the endpoint alone: the guard of the endpoint decides.
/// </summary>
internal static class GuardedEndpointPolicy
{
    // What the type is called begins like this, with any version of ASP.NET Core.
    private const string ShortCircuit = "ShortCircuit";

    private static readonly AuthorizationPolicy Policy = new([new GuardRequirement()], []);

    /// <summary>Adds the policy to an endpoint that decides about strangers.</summary>
    public static void AddTo(EndpointBuilder endpoint)
    {
        // Beside a policy it would keep the default policy of ASP.NET Core from being combined. Where no fallback policy applies, it would
        // only make ASP.NET Core insist on UseAuthorization(): .NET 11 does so for every policy.
        if (!endpoint.Metadata.Contains(Policy) && !EndpointPolicies.NamesPolicy(endpoint.Metadata)
            && EndpointRequirement.Of(new EndpointMetadataCollection(endpoint.Metadata)) is { DecidesAboutStrangers: true }
            && MayMeetFallbackPolicy(endpoint))
            endpoint.Metadata.Add(Policy);
    }

    public static bool IsOwn(AuthorizationPolicy policy) => ReferenceEquals(policy, Policy);

    private static bool MayMeetFallbackPolicy(EndpointBuilder endpoint)
    {
        var services = endpoint.ApplicationServices;
        if (services.GetService<IAuthorizationHandlerProvider>() is null
            || services.GetService<IAuthorizationPolicyProvider>() is not { } provider
            || endpoint.Metadata.Any(IsShortCircuit))
            return false;
        // A provider that does not allow caching may have one later.
        return !provider.AllowsCachingPolicies || provider.GetFallbackPolicyAsync().GetAwaiter().GetResult() is not null;
    }

    // Such an endpoint runs in front of the middleware of authorization. Known by name: .NET 10 has no public type for it.
    private static bool IsShortCircuit(object metadata)
    {
        var type = metadata.GetType();
        return type.Assembly == typeof(RouteEndpoint).Assembly && type.Name.StartsWith(ShortCircuit, StringComparison.Ordinal);
    }

    /// <summary>Succeeds where the guard of the endpoint is going to decide.</summary>
    private sealed class GuardRequirement : AuthorizationHandler<GuardRequirement>, IAuthorizationRequirement
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, GuardRequirement requirement)
        {
            // The resource is the endpoint where the application asks for that (an AppContext switch of ASP.NET Core).
            var endpoint = context.Resource switch
            {
                Endpoint resource => resource,
                HttpContext request => request.GetEndpoint(),
                _ => null,
            };
            if (endpoint is not null && EndpointGuard.IsInFrontOf(endpoint))
                context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }
}
