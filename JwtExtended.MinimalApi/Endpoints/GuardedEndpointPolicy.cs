using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// The authorization policy of protected endpoints that name none, where the application uses authorization. With it the fallback policy
/// leaves the endpoint alone: the guard of the endpoint decides.
/// </summary>
internal static class GuardedEndpointPolicy
{
    private static readonly AuthorizationPolicy Policy = new([new GuardRequirement()], []);

    /// <summary>Adds the policy to an endpoint.</summary>
    public static void AddTo(EndpointBuilder endpoint)
    {
        // Beside a policy it would keep the default policy of ASP.NET Core from being combined. Without the services of authorization it
        // would make ASP.NET Core insist on UseAuthorization().
        var hasAuthorization = endpoint.ApplicationServices.GetService<IAuthorizationHandlerProvider>() is not null;
        if (hasAuthorization && !endpoint.Metadata.Contains(Policy) && !EndpointPolicies.NamesPolicy(endpoint.Metadata))
            endpoint.Metadata.Add(Policy);
    }

    public static bool IsOwn(AuthorizationPolicy policy) => ReferenceEquals(policy, Policy);

    /// <summary>Succeeds where the guard of the endpoint is going to decide.</summary>
    private sealed class GuardRequirement : AuthorizationHandler<GuardRequirement>, IAuthorizationRequirement
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, GuardRequirement requirement)
        {
            // The resource is the endpoint where the application asks for that (an AppContext switch of ASP.NET Core).
            var endpoint = context.Resource as Endpoint ?? (context.Resource as HttpContext)?.GetEndpoint();
            if (endpoint is not null && EndpointGuard.IsInFrontOf(endpoint))
                context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }
}
