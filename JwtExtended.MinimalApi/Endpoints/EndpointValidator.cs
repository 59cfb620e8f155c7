using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Validates every endpoint before the server listens: contradictory configuration fails at startup.</summary>
internal sealed class EndpointValidator(AuthorizationRules authorization, AppRules app, ImmutableArray<TokenLocation> locations)
{
    /// <summary>Gives routing the endpoints with their guards, and validates them and those of branches.</summary>
    /// <param name="routes">The app's own routing.</param>
    /// <param name="all">The endpoints of the container.</param>
    /// <param name="guards">Adds guards.</param>
    /// <returns>Whether an endpoint asks for a token, or has an authorization policy.</returns>
    /// <exception cref="InvalidOperationException">Every problem, in one message.</exception>
    public bool Validate(IEndpointRouteBuilder? routes, EndpointDataSource all, LateGuards guards)
    {
        var endpoints = GuardedEndpointDataSource.Replace(routes, all, guards);
        var problems = endpoints.SelectMany(Check).Concat(CircuitRule.Check(endpoints)).ToList();
        problems.AddRange(ConnectionRule.Check(endpoints));
        problems.AddRange(app.CheckPublication(endpoints));
        if (problems.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, problems.Distinct()));
        return endpoints.Any(AsksForUser);
    }

    /// <summary>Validates one endpoint.</summary>
    /// <returns>The problems, each with its cure.</returns>
    public List<string> Check(Endpoint endpoint)
    {
        var requirement = EndpointRequirement.Of(endpoint);
        var validated = new ValidatedEndpoint(endpoint, requirement, requirement?.From ?? locations);
        IEnumerable<string?> problems =
        [
            .. CheckAll(validated),
            HubMethodRule.Check(validated, authorization.HasOwnScheme),
            PageHandlerRule.Check(validated),
            app.CheckCallers(validated),
            FilterFactoryRule.Check(validated),
        ];
        return [.. problems.OfType<string>()];
    }

    // The package's own endpoints are part of every login.
    private static bool AsksForUser(Endpoint endpoint) => EndpointPolicies.NamesPolicy(endpoint)
        || EndpointRequirement.Of(endpoint) is { Presence: not TokenPresence.Open, Rotates: false, EndsSessions: false };

    private IEnumerable<string?> CheckAll(ValidatedEndpoint endpoint)
    {
        if (endpoint.Requirement is not { } requirement)
            return [OtherTokenTypeRule.Check(endpoint.Endpoint, endpoint.Name), authorization.CheckPolicy(endpoint)];
        if (!requirement.ConcernsTokens)
        {
            return
            [
                OtherTokenTypeRule.Check(endpoint.Endpoint, endpoint.Name),
                SameOriginRule.Check(endpoint, requirement),
                GuardRule.Check(endpoint),
            ];
        }

        var problems = RequirementRules.Check(endpoint, requirement).Concat(app.Check(endpoint, requirement));
        return requirement.Presence == TokenPresence.Open ? problems : problems.Concat(authorization.Check(endpoint, requirement));
    }
}
