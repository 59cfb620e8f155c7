using System.Collections.Immutable;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Locations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Determines how each endpoint of an app is protected.</summary>
internal sealed class EndpointProtection(
    EndpointEnforcer enforcer,
    TokenLocator locator,
    EndpointValidator validator,
    AppPipeline pipeline,
    ImmutableArray<TokenLocation> locations)
    : IEndpointProtection
{
    public required ISchemeAuthentication Scheme { get; init; }

    public required IHubMethodCheck HubMethods { get; init; }

    public required EndpointDescriber Descriptions { get; init; }

    /// <summary>Who opened the connections of hubs.</summary>
    public required ConnectionOwners Connections { get; init; }

    /// <summary>Whether requests with a token in a cookie are checked: <see cref="CsrfOptions.Mode"/> is not off.</summary>
    public required bool ChecksCookies { get; init; }

    public bool PreventsForgery(EndpointMetadataCollection metadata) =>
        EndpointRequirement.Of(metadata) is { Presence: TokenPresence.Required } requirement
        && (ChecksCookies || !(requirement.From ?? locations).Contains(TokenLocation.Cookie));

    public void ReplaceFallbackPolicy(EndpointBuilder endpoint) => GuardedEndpointPolicy.AddTo(endpoint);

    public void Describe(EndpointBuilder endpoint) => Descriptions.AddTo(endpoint);

    public IGuardedEndpoint? Protect(Endpoint endpoint)
    {
        if (EndpointRequirement.Of(endpoint) is not { } requirement)
            return null;
        if (requirement.Presence != TokenPresence.Open && pipeline.Policies.PredicateOf(endpoint) is { } policy)
            requirement = requirement.With(policy);
        var enabled = (requirement.From ?? locations).Remove(TokenLocation.Form);
        var kind = LongRequestInspection.KindOf(endpoint);
        var vary = ResponseCachePolicy.VaryOf(enabled, locator, requirement);
        return new ProtectedEndpoint(enforcer)
        {
            Endpoint = endpoint,
            Name = EndpointName.Of(endpoint),
            Requirement = requirement,
            Authentication = new AuthenticationPolicy
            {
                Types = requirement.Types,
                Locations = enabled,
                IsOptional = requirement.Presence == TokenPresence.Optional,
                IgnoresBadCredentials = requirement.IgnoresBadCredentials,
                SkipRevocationCheck = requirement.SkipRevocationCheck,
                AcceptsExchanged = requirement.Rotates || requirement.EndsSessions,
                OutlivesClient = requirement.EndsSessions || requirement.Rotates,
                EndsSessions = requirement.EndsSessions,
                AcceptsForm = requirement.AcceptsForm,
            },
            LongRequests = kind,
            Connections = kind == LongRequestKind.Connection ? EndpointConnections.Of(endpoint, Connections) : null,
            KeepsUser = EndpointPolicies.NamesPolicy(endpoint),
            Vary = vary,
            CanUndoHeaders = requirement.Presence != TokenPresence.Open
                && (vary == "*" || pipeline.HasContextAccessor || HandlerInspection.CanChangeHeaders(endpoint)),
            HasFilters = HandlerInspection.HasFilters(endpoint),
            Problem = validator.Check(endpoint) is [_, ..] problems ? string.Join(' ', problems) : null,
        };
    }
}
