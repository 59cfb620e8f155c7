using System.Collections.Immutable;
using JwtExtended.MinimalApi.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Everything about a protected endpoint that does not change between requests.</summary>
internal sealed class ProtectedEndpoint
{
    public required Endpoint Endpoint { get; init; }

    public required string Name { get; init; }

    public required EndpointRequirement Requirement { get; init; }

    public required ImmutableArray<TokenLocation> Locations { get; init; }

    /// <summary>The <c>Vary</c> header: what a cache must not mix up.</summary>
    public required StringValues Vary { get; init; }

    /// <summary>The endpoint is a hub of SignalR: its requests last as long as its connections.</summary>
    public required bool IsHub { get; init; }

    /// <summary>What is wrong with the endpoint's wiring; it refuses every request then.</summary>
    public required string? Problem { get; init; }

    public RefusalContext RefusalContext => new(Name, Requirement.ScopeText, Requirement.MaxAge);
}
