using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// The authorization policy of every protected endpoint, where the application uses authorization. With it the fallback policy leaves the
/// endpoint alone, and policies beside it are evaluated for the user of the token. The guard of the endpoint decides about the token.
/// </summary>
internal static class GuardedEndpointPolicy
{
    private static readonly AuthorizationPolicy WithoutScheme = Create(null);
    private static readonly AuthorizationPolicy WithScheme = Create(JwtExtendedDefaults.AuthenticationScheme);

    /// <summary>Adds the policy to an endpoint.</summary>
    public static void AddTo(EndpointBuilder endpoint)
    {
        // In the metadata it makes ASP.NET Core insist on UseAuthorization().
        if (endpoint.ApplicationServices.GetService<IAuthorizationHandlerProvider>() is null || endpoint.Metadata.Any(IsOwn))
            return;
        endpoint.Metadata.Add(AuthenticationSchemes.FindOwn(endpoint.ApplicationServices) switch
        {
            null => WithoutScheme,
            JwtExtendedDefaults.AuthenticationScheme => WithScheme,
            var name => Create(name),
        });
    }

    public static bool IsOwn(object metadata) => metadata is AuthorizationPolicy { Requirements: [GuardRequirement] };

    private static AuthorizationPolicy Create(string? scheme) => new([new GuardRequirement()], scheme is null ? [] : [scheme]);

    /// <summary>Succeeds where the guard of the endpoint is going to decide.</summary>
    private sealed class GuardRequirement : AuthorizationHandler<GuardRequirement>, IAuthorizationRequirement
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, GuardRequirement requirement)
        {
            if (context.Resource is HttpContext http && http.GetEndpoint() is { } endpoint && EndpointGuard.IsInFrontOf(endpoint))
                context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }
}
