using System.Security.Claims;
using JwtExtended.MinimalApi.Authentication;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// The authorization policies beside a required token. Where the middleware of ASP.NET Core has evaluated one for the user of another
/// scheme, it has not decided about the user for whom the handler acts: it is evaluated again for the token.
/// </summary>
/// <param name="provider">Finds policies; <see langword="null"/> without authorization services.</param>
/// <param name="scheme">The scheme of the package; <see langword="null"/> where it is not registered.</param>
internal sealed class EndpointPolicies(IAuthorizationPolicyProvider? provider, string? scheme)
{
    /// <summary>Gets the policy of an endpoint as a predicate.</summary>
    /// <returns>The predicate; <see langword="null"/> where the endpoint has no policy, or one that names the scheme of its user.</returns>
    public Func<HttpContext, Token, ValueTask<bool>>? PredicateOf(Endpoint endpoint)
    {
        if (provider is null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || !NamesPolicy(endpoint))
            return null;
        // Such a provider may say something else at each request, as the permissions of an application change.
        if (!provider.AllowsCachingPolicies)
        {
            return async (context, _) => await FindAsync(provider, endpoint) is not { } current || !DecidesAboutToken(current)
                || await IsSatisfiedAsync(context, current);
        }

        return Find(provider, endpoint) is { } policy && DecidesAboutToken(policy)
            ? async (context, _) => await IsSatisfiedAsync(context, policy)
            : null;
    }

    /// <summary>Finds the policy that an endpoint names, without that of its guard.</summary>
    /// <returns>The policy; <see langword="null"/> when it names none. The fallback policy does not apply to what names one.</returns>
    public static AuthorizationPolicy? Find(IAuthorizationPolicyProvider provider, Endpoint endpoint) =>
        // Providers respond from memory unless an application replaced them, and this runs once an endpoint.
        FindAsync(provider, endpoint).GetAwaiter().GetResult();

    /// <summary>Whether an endpoint names a policy of the application.</summary>
    /// <returns><see langword="false"/> if only the fallback policy may apply.</returns>
    public static bool NamesPolicy(Endpoint endpoint) => NamesPolicy(endpoint.Metadata);

    /// <summary>The same, while the endpoint is built.</summary>
    /// <returns><see langword="false"/> if only the fallback policy may apply.</returns>
    public static bool NamesPolicy(IEnumerable<object> metadata) => metadata.Any(static item =>
        item is IAuthorizeData or IAuthorizationRequirementData
        || (item is AuthorizationPolicy policy && !GuardedEndpointPolicy.IsOwn(policy)));

    private static async Task<AuthorizationPolicy?> FindAsync(IAuthorizationPolicyProvider provider, Endpoint endpoint)
    {
        var data = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
        var own = Policies(endpoint).ToArray();
        var policy = data.Count + own.Length == 0 ? null : await AuthorizationPolicy.CombineAsync(provider, data, own);
        var requirements = endpoint.Metadata.GetOrderedMetadata<IAuthorizationRequirementData>()
            .SelectMany(static item => item.GetRequirements())
            .ToArray();
        if (requirements.Length == 0)
            return policy;
        // Afterwards, as ASP.NET Core does: beside a policy the default policy of a plain [Authorize] would not be combined.
        var required = new AuthorizationPolicyBuilder().AddRequirements(requirements).Build();
        return policy is null ? required : AuthorizationPolicy.Combine(policy, required);
    }

    private async ValueTask<bool> IsSatisfiedAsync(HttpContext context, AuthorizationPolicy policy)
    {
        var outcome = context.Features.Get<IHttpAuthenticationFeature>() as AuthenticationOutcome;
        // Once is enough: the scheme of the package may be the default one.
        var user = outcome is { HasTransformedUser: true } ? context.User : await TransformAsync(context);
        if (user is null)
            return false;
        outcome?.Transform(user);
        var authorization = context.RequestServices.GetRequiredService<IAuthorizationService>();
        return (await authorization.AuthorizeAsync(user, context, policy)).Succeeded;
    }

    // With what the application adds to its users (IClaimsTransformation): the scheme transforms each once.
    private async ValueTask<ClaimsPrincipal?> TransformAsync(HttpContext context)
    {
        if (scheme is not null)
            return (await context.AuthenticateAsync(scheme)).Principal;
        return context.RequestServices.GetService<IClaimsTransformation>() is { } transformation
            ? await transformation.TransformAsync(context.User)
            : context.User;
    }

    private static IEnumerable<AuthorizationPolicy> Policies(Endpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>().Where(static policy => !GuardedEndpointPolicy.IsOwn(policy));

    // One that names another scheme is meant for the user of that.
    private bool DecidesAboutToken(AuthorizationPolicy policy) => policy.AuthenticationSchemes.All(name => name == scheme);
}
