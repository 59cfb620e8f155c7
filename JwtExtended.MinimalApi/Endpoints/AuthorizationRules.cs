using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Finds protected endpoints that authorization opens, and policies that nothing could refuse with.</summary>
/// <param name="policies">Finds policies; <see langword="null"/> without authorization services.</param>
/// <param name="schemes">Finds schemes; <see langword="null"/> without authentication services.</param>
/// <param name="own">The scheme of the package; <see langword="null"/> where it is not registered.</param>
internal sealed class AuthorizationRules(IAuthorizationPolicyProvider? policies, IAuthenticationSchemeProvider? schemes, string? own)
{
    /// <summary>Whether the scheme of the package is registered, and with it what it brings along.</summary>
    public bool HasOwnScheme => own is not null;

    public IEnumerable<string?> Check(ValidatedEndpoint endpoint, EndpointRequirement requirement)
    {
        // Where tokens are optional, or the package's own endpoints decide, it changes nothing.
        yield return requirement is { Presence: TokenPresence.Required, Rotates: false, EndsSessions: false }
            && AllowsAnonymous(endpoint.Endpoint)
            ? $"Endpoint '{endpoint.Name}' calls AllowAnonymous() (or has the attribute) but also requires a token. "
            + "Call WithoutJwt() to open it ([WithoutJwt] on an action), or remove AllowAnonymous()."
            : null;
        yield return CheckPolicy(endpoint);
    }

    /// <summary>Finds a policy that ASP.NET Core can only respond to with a 500.</summary>
    /// <returns>The problem with its cure, or <see langword="null"/>.</returns>
    public string? CheckPolicy(ValidatedEndpoint endpoint)
    {
        if (endpoint.Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || !EndpointPolicies.NamesPolicy(endpoint.Endpoint))
            return null;
        if (policies is null)
        {
            return $"Endpoint '{endpoint.Name}' has an authorization policy (RequireAuthorization() or [Authorize]), but authorization "
                + "services are not registered. Call builder.Services.AddJwtExtended(), which registers them.";
        }

        // A provider that decides at each request may need one.
        if (HasScheme() || !policies.AllowsCachingPolicies
            || EndpointPolicies.Find(policies, endpoint.Endpoint) is not { AuthenticationSchemes.Count: 0 })
            return null;
        var cure = own is null
            ? "Call builder.Services.AddJwtExtended(), which registers one."
            : $"Name one in the policy, or as the default: builder.Services.AddAuthentication(\"{own}\").";
        return $"Endpoint '{endpoint.Name}' has an authorization policy (RequireAuthorization() or [Authorize]), but there is no default "
            + $"authentication scheme to refuse with: ASP.NET Core would respond with a 500. {cure}";
    }

    // Only what the endpoint itself says is a contradiction: a group's AllowAnonymous() opens nothing and contradicts nothing.
    private static bool AllowsAnonymous(Endpoint endpoint)
    {
        var metadata = endpoint.Metadata;
        if (HandlerMethod.Of(metadata)?.IsDefined(typeof(AllowAnonymousAttribute), inherit: true) == true)
            return true;
        for (var i = OwnMetadata.Start(metadata); i < metadata.Count; i++)
        {
            if (metadata[i] is IAllowAnonymous)
                return true;
        }

        return false;
    }

    private bool HasScheme() => schemes?.GetDefaultChallengeSchemeAsync().GetAwaiter().GetResult() is not null;
}
