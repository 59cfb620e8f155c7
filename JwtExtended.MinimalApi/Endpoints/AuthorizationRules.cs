using System.Reflection;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Finds protected endpoints that ASP.NET Core's authorization opens, or responds for first.</summary>
internal sealed class AuthorizationRules(IAuthorizationPolicyProvider? policies, IAuthenticationSchemeProvider? schemes)
{
    public IEnumerable<string?> Check(ValidatedEndpoint endpoint)
    {
        yield return AllowsAnonymous(endpoint.Endpoint)
            ? $"Endpoint '{endpoint.Name}' calls AllowAnonymous() but also requires a token. "
            + "Call WithoutJwt() to open it, or remove AllowAnonymous()."
            : null;
        yield return CheckPolicy(endpoint);
    }

    // Only what the endpoint itself says is a contradiction: a group's AllowAnonymous() opens nothing and contradicts nothing.
    private static bool AllowsAnonymous(Endpoint endpoint)
    {
        var metadata = endpoint.Metadata;
        if (metadata.GetMetadata<MethodInfo>()?.IsDefined(typeof(AllowAnonymousAttribute), inherit: true) == true)
            return true;
        for (var i = OwnMetadata.Start(metadata); i < metadata.Count; i++)
        {
            if (metadata[i] is IAllowAnonymous)
                return true;
        }

        return false;
    }

    private string? CheckPolicy(ValidatedEndpoint endpoint)
    {
        if (policies is null || endpoint.Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return null;
        var policy = EndpointPolicies.Find(policies, endpoint.Endpoint);
        if (policy is null || policy.AuthenticationSchemes.Count > 0 || !policy.Requirements.Any(RefusesAnonymous) || HasScheme())
            return null;
        return $"Endpoint '{endpoint.Name}' requires a token, but an authorization policy (RequireAuthorization() or the fallback "
            + "policy) applies to it while no authentication scheme is registered: ASP.NET Core would respond first, with a 500. "
            + "Remove the policy, or register a scheme.";
    }

    private bool HasScheme() => schemes?.GetDefaultChallengeSchemeAsync().GetAwaiter().GetResult() is not null;

    // What refuses an anonymous user makes ASP.NET Core look for a scheme; what an assertion does is not known.
    private static bool RefusesAnonymous(IAuthorizationRequirement requirement) => requirement is
        DenyAnonymousAuthorizationRequirement or RolesAuthorizationRequirement
        or ClaimsAuthorizationRequirement or NameAuthorizationRequirement;
}
