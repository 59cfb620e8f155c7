using System.Collections.Immutable;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Everything about a protected endpoint that does not change between requests.</summary>
internal sealed class ProtectedEndpoint(EndpointEnforcer enforcer) : IGuardedEndpoint
{
    public required Endpoint Endpoint { get; init; }

    public required string Name { get; init; }

    public required EndpointRequirement Requirement { get; init; }

    /// <summary>How requests are authenticated.</summary>
    public required AuthenticationPolicy Authentication { get; init; }

    /// <summary>The <c>Vary</c> header: what a cache must tell apart.</summary>
    public required StringValues Vary { get; init; }

    /// <summary>
    /// The connections, where the endpoint is a hub of SignalR or has connections of the same kind: they last longer than their requests.
    /// </summary>
    public required EndpointConnections? Connections { get; init; }

    /// <summary>Whether requests last long, and how they end then.</summary>
    public required LongRequestKind LongRequests { get; init; }

    /// <summary>Whether the user that a policy was evaluated for stays the user, where nothing else is authenticated.</summary>
    public required bool KeepsUser { get; init; }

    /// <summary>What contradicts itself in the endpoint's metadata: it then refuses every request.</summary>
    public required string? Problem { get; init; }

    public ImmutableArray<TokenLocation> Locations => Authentication.Locations;

    public RefusalContext RefusalContext => new(Name, Requirement.ScopeText, Requirement.MaxAge);

    /// <summary>Whether the handler can undo the headers that keep the response out of caches.</summary>
    public required bool CanUndoHeaders { get; init; }

    /// <summary>Whether filters run in front of the handler: ASP.NET Core calls none of them while the status is an error.</summary>
    public required bool HasFilters { get; init; }

    public ValueTask AuthenticateAsync(HttpContext context) =>
        Problem is not null || Requirement.Presence == TokenPresence.Open ? default : enforcer.AuthenticateEarlyAsync(context, this);

    public ValueTask AuthenticateFullyAsync(HttpContext context) =>
        Problem is not null ? default : enforcer.AuthenticateFullyAsync(context, this);

    /// <summary>The response is about to start, where the handler can change its headers.</summary>
    public void OnStarting(HttpContext context, AuthenticationOutcome outcome) => enforcer.OnStarting(context, this, outcome);

    public Task InvokeAsync(HttpContext context, RequestDelegate next) => Problem is { } problem
        ? EndpointGuard.RefuseMisconfigured(context, problem)
        : enforcer.InvokeAsync(context, this, next);
}
