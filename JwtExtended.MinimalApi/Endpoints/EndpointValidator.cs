using System.Collections.Immutable;
using System.Reflection;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Finds endpoints that are wired against themselves. Each rule answers what is wrong and the cure.</summary>
internal sealed class EndpointValidator(IAuthorizationPolicyProvider? policies, IAuthenticationSchemeProvider? schemes)
{
    public List<string> Check(Endpoint endpoint, EndpointRequirement? requirement, ImmutableArray<TokenLocation> locations)
    {
        var name = EndpointName.Of(endpoint);
        var problems = new List<string>();
        // Where nothing was said about tokens: an origin that is checked says nothing about them.
        if (requirement is null || requirement.Parts.All(static part => part.SameOrigin))
        {
            AddIf(problems, ForeignToken(endpoint, name));
            return problems;
        }

        AddIf(problems, TokenAgainstPresence(requirement, name));
        AddIf(problems, AllowBesideDeny(requirement, name));
        AddIf(problems, Unreachable(requirement, locations, name));
        if (requirement.Presence != TokenPresence.Open)
        {
            AddIf(problems, NotBehindItsGate(endpoint, name));
            AddIf(problems, AnonymousAllowed(endpoint, name));
            AddIf(problems, AuthorizationAnswersFirst(endpoint, name));
        }

        return problems;
    }

    private static void AddIf(List<string> problems, string? problem)
    {
        if (problem is not null)
            problems.Add(problem);
    }

    private static string? TokenAgainstPresence(EndpointRequirement requirement, string name)
    {
        var takesToken = requirement.Parts.Any(static part => part is { IsParameter: true, Presence: TokenPresence.Required });
        var takesAny = requirement.Parts.Any(static part => part.IsParameter);
        return requirement.Presence switch
        {
            TokenPresence.Optional when takesToken =>
                $"Endpoint '{name}' takes a Token but also calls OptionalJwt(). Make the parameter 'Token?' or call RequireJwt().",
            TokenPresence.Open when takesAny =>
                $"Endpoint '{name}' takes a Token but also calls WithoutJwt(). Remove the parameter, or call OptionalJwt() and make it 'Token?'.",
            TokenPresence.Optional when requirement.Restricts =>
                $"Endpoint '{name}' calls OptionalJwt(), but restrictions (roles, scopes, claims, freshness) apply to it, of its own or of its group. Call RequireJwt(), or move it out of the group.",
            _ => null,
        };
    }

    private static string? NotBehindItsGate(Endpoint endpoint, string name)
    {
        if (endpoint.Metadata.GetMetadata<DynamicEndpointMarker>() is not null)
            return $"Endpoint '{name}' stands for other endpoints that are chosen for each request, so that its own protection would never run. Call RequireJwt() on MapControllers() or MapRazorPages() instead.";
        return EndpointGuard.Guards(endpoint) ? null :
            $"Endpoint '{name}' asks for a token, but something else was put in front of its gate, or replaced it. Call RequireJwt() last, on the endpoint or on its outermost group.";
    }

    private static string? AllowBesideDeny(EndpointRequirement requirement, string name) =>
        requirement.Parts.Any(static part => !part.Allow.IsEmpty && !part.Deny.IsEmpty)
            ? $"Endpoint '{name}' calls Allow() beside Deny(). Keep one of them: what is not allowed is denied."
            : null;

    private static string? Unreachable(EndpointRequirement requirement, ImmutableArray<TokenLocation> locations, string name)
    {
        if (requirement.Types != TokenTypes.Refresh)
            return null;
        if (locations.All(static location => location is TokenLocation.Query or TokenLocation.Ticket))
            return $"Endpoint '{name}' asks for a refresh token, which no query parameter carries. Call From(TokenLocation.Header).";
        return requirement.Fresh ? $"Endpoint '{name}' asks for a fresh refresh token, and refresh tokens are never fresh. Remove Fresh() or Refresh()." : null;
    }

    // Only what the endpoint itself says is a contradiction: a group's AllowAnonymous() opens nothing and stands in nobody's way.
    private static string? AnonymousAllowed(Endpoint endpoint, string name)
    {
        var metadata = endpoint.Metadata;
        if (metadata.GetMetadata<MethodInfo>()?.IsDefined(typeof(AllowAnonymousAttribute), inherit: true) == true)
            return AnonymousMessage(name);
        for (var i = OwnMetadata.Start(metadata); i < metadata.Count; i++)
        {
            if (metadata[i] is IAllowAnonymous)
                return AnonymousMessage(name);
        }

        return null;
    }

    private static string AnonymousMessage(string name) =>
        $"Endpoint '{name}' calls AllowAnonymous() but also asks for a token. Call WithoutJwt() to open it, or remove AllowAnonymous().";

    private string? AuthorizationAnswersFirst(Endpoint endpoint, string name)
    {
        if (policies is null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return null;
        // Both providers answer from memory unless an application replaced them, and this runs once an endpoint.
        var data = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
        var policy = AuthorizationPolicy.CombineAsync(policies, data, endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>()).GetAwaiter().GetResult()
            ?? policies.GetFallbackPolicyAsync().GetAwaiter().GetResult();
        if (policy is null || !policy.Requirements.Any(FailsNobody) || policy.AuthenticationSchemes.Count > 0 || schemes?.GetDefaultChallengeSchemeAsync().GetAwaiter().GetResult() is not null)
            return null;
        return $"Endpoint '{name}' asks for a token, but an authorization policy (RequireAuthorization() or the fallback policy) applies to it while no authentication scheme is registered: ASP.NET Core would answer first, with a 500. Remove the policy, or register a scheme.";
    }

    // What refuses an anonymous user makes ASP.NET Core ask for a scheme; of an assertion nobody knows.
    private static bool FailsNobody(IAuthorizationRequirement requirement) => requirement is
        DenyAnonymousAuthorizationRequirement or RolesAuthorizationRequirement or ClaimsAuthorizationRequirement or NameAuthorizationRequirement;

    // An application's own 'record Token(...)' would be bound from the body that the caller sends.
    private static string? ForeignToken(Endpoint endpoint, string name)
    {
        var handler = endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];
        var bound = endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().Select(static binding => binding.ParameterInfo);
        var foreign = handler.Concat(bound).FirstOrDefault(static parameter => NameOf(parameter.ParameterType) == nameof(Token));
        return foreign is null ? null :
            $"Endpoint '{name}' takes a '{foreign.ParameterType.FullName}', which is not the Token of JwtExtended.MinimalApi: a caller could send it as the body. Take JwtExtended.MinimalApi.Token, rename the type, or call WithoutJwt() if that is meant.";
    }

    // 'Token?' of a struct and 'Token[]' are bound from the body just as well.
    private static string NameOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type.GetElementType() ?? type).Name;
}
