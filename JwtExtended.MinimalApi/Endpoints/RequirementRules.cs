using JwtExtended.MinimalApi.Keys.Publishing;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Finds requirements that contradict each other, or that no request can satisfy. Each rule returns the problem and the cure.
/// </summary>
internal static class RequirementRules
{
    public static IEnumerable<string?> Check(ValidatedEndpoint endpoint, EndpointRequirement requirement)
    {
        yield return CheckPresence(endpoint.Name, requirement);
        yield return CheckIgnored(endpoint.Name, requirement);
        yield return CheckAllowAndDeny(endpoint.Name, requirement);
        yield return CheckRefresh(endpoint, requirement);
        yield return SameOriginRule.Check(endpoint, requirement);
        yield return CheckOwnEndpoint(endpoint.Name, requirement);
        yield return CheckForm(endpoint.Name, requirement);
        yield return CheckOpenForm(endpoint, requirement);
        yield return TokenBindingRule.Check(endpoint);
        // What a group requires says nothing about the parameters of its endpoints.
        if (requirement.Parameters.IsEmpty && requirement.Parts.All(static part => part.IsOfGroup))
            yield return OtherTokenTypeRule.Check(endpoint.Endpoint, endpoint.Name, ifMeant: "call RequireJwt() on the endpoint itself");
        if (requirement.Presence != TokenPresence.Open || requirement.SameOrigin)
            yield return GuardRule.Check(endpoint);
    }

    private static string? CheckPresence(string name, EndpointRequirement requirement)
    {
        var takesToken = requirement.Parameters.Any(static parameter => !parameter.IsOptional);
        return requirement.Presence switch
        {
            TokenPresence.Optional when takesToken =>
                $"Endpoint '{name}' takes a Token but also calls OptionalJwt(). Make the parameter 'Token?' or call RequireJwt().",
            TokenPresence.Open when !requirement.Parameters.IsEmpty =>
                $"Endpoint '{name}' takes a Token but also calls WithoutJwt(). "
                + "Remove the parameter, or call OptionalJwt() and make it 'Token?'.",
            TokenPresence.Optional when requirement.Restricts =>
                $"Endpoint '{name}' calls OptionalJwt(), but restrictions (roles, scopes, claims, freshness) apply to it, of its own or "
                + "of its group. Call RequireJwt() instead, remove the restrictions, or move it out of the group.",
            _ => null,
        };
    }

    private static string? CheckIgnored(string name, EndpointRequirement requirement) =>
        requirement.Parts.Any(static part => part is { IgnoresBadCredentials: true, Presence: TokenPresence.Required })
            ? $"Endpoint '{name}' calls IgnoreBadCredentials() in RequireJwt(), of its own or of its group. "
            + "Remove it, or call OptionalJwt() instead."
            : null;

    private static string? CheckAllowAndDeny(string name, EndpointRequirement requirement) =>
        requirement.Parts.Any(static part => !part.Allow.IsEmpty && !part.Deny.IsEmpty)
            ? $"Endpoint '{name}' calls Allow() beside Deny(). Keep one of them: what is not allowed is denied."
            : null;

    private static string? CheckRefresh(ValidatedEndpoint endpoint, EndpointRequirement requirement)
    {
        if (requirement.Types != TokenTypes.Refresh)
            return null;
        if (endpoint.Locations.All(static location => location is TokenLocation.Query or TokenLocation.Ticket))
        {
            return $"Endpoint '{endpoint.Name}' requires a refresh token, which no query parameter carries. "
                + "Call From(TokenLocation.Header).";
        }

        return requirement.Fresh
            ? $"Endpoint '{endpoint.Name}' requires a fresh refresh token, and refresh tokens are never fresh. Remove Fresh() or Refresh()."
            : null;
    }

    private static string? CheckForm(string name, EndpointRequirement requirement) =>
        requirement.From?.Contains(TokenLocation.Form) == true && !requirement.AcceptsForm
            ? $"Endpoint '{name}' takes a token from a form, which only the endpoint of MapJwtRefresh() does. "
            + "Remove TokenLocation.Form from From(...), of its own or of its group, or name TokenLocation.JsonBody."
            : null;

    // Its clients have no other token, or must send none beside the form.
    private static string? CheckOpenForm(ValidatedEndpoint endpoint, EndpointRequirement requirement) =>
        requirement is { Presence: not TokenPresence.Open, NeedsToken: false }
        && endpoint.Endpoint.Metadata.GetMetadata<AnnouncedEndpoint>() is { IsOAuth: true }
            ? $"Endpoint '{endpoint.Name}' takes its token from a form, but a call on it, or on its group, asks for another one. "
            + "Call WithoutJwt() on the endpoint, or move it out of the group."
            : null;

    private static string? CheckOwnEndpoint(string name, EndpointRequirement requirement) =>
        requirement.NeedsToken && requirement.Presence != TokenPresence.Required
            ? $"Endpoint '{name}' exchanges, ends or tickets a token, and OptionalJwt() or WithoutJwt() lets requests without one pass. "
            + "Remove the call."
            : null;
}
