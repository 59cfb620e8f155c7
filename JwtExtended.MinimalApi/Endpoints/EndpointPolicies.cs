using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// The authorization policies beside a required token. Where the middleware of ASP.NET Core has evaluated one for the user of another
/// scheme, it has not decided about the user for whom the handler acts: it is evaluated again for the token.
/// </summary>
/// <param name="provider">Finds policies; <see langword="null"/> without authorization services.</param>
internal sealed class EndpointPolicies(IAuthorizationPolicyProvider? provider)
{
    /// <summary>Gets the policy of an endpoint as a predicate.</summary>
    /// <returns>The predicate; <see langword="null"/> where the endpoint has no policy, or one that names the scheme of its user.</returns>
    public Func<HttpContext, Token, ValueTask<bool>>? PredicateOf(Endpoint endpoint)
    {
        if (provider is null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || !NamesPolicy(endpoint))
            return null;
        if (Find(provider, endpoint) is not { AuthenticationSchemes.Count: 0 } policy)
            return null;
        return async (context, _) =>
        {
            var authorization = context.RequestServices.GetRequiredService<IAuthorizationService>();
            return (await authorization.AuthorizeAsync(context.User, context, policy)).Succeeded;
        };
    }

    /// <summary>Finds the policy that applies to an endpoint: the one that its metadata names, or the fallback policy.</summary>
    /// <returns>The policy; <see langword="null"/> when none applies.</returns>
    public static AuthorizationPolicy? Find(IAuthorizationPolicyProvider provider, Endpoint endpoint)
    {
        var data = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
        var own = endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>();
        // Providers respond from memory unless an application replaced them, and this runs once an endpoint.
        var policy = AuthorizationPolicy.CombineAsync(provider, data, own).GetAwaiter().GetResult();
        var requirements = endpoint.Metadata.GetOrderedMetadata<IAuthorizationRequirementData>()
            .SelectMany(static item => item.GetRequirements())
            .ToArray();
        if (requirements.Length == 0)
            return policy;
        // As the middleware does: they take the place of the fallback policy.
        var added = new AuthorizationPolicyBuilder().AddRequirements(requirements).Build();
        return policy is null || data.Count + own.Count == 0 ? added : AuthorizationPolicy.Combine(policy, added);
    }

    // The fallback policy is not meant for an endpoint that says what it requires.
    private static bool NamesPolicy(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null
        || endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null
        || endpoint.Metadata.GetMetadata<IAuthorizationRequirementData>() is not null;
}
