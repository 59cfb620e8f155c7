using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Puts guards in front of endpoints that have none in front of everything: an attribute protects them, a convention that ran last of all
/// put something in front, or they are open and have connections, which protected ones must not share with them.
/// </summary>
/// <param name="services">The services of the app.</param>
internal sealed class LateGuards(IServiceProvider services)
{
    private readonly ConditionalWeakTable<Endpoint, Endpoint> _endpoints = [];
    private volatile bool _areUsed;

    /// <summary>Whether an endpoint got its guard here.</summary>
    public bool AreUsed => _areUsed;

    /// <summary>The same endpoint with a guard in front of it, where it needs one.</summary>
    /// <returns>The same endpoint, where it has a guard or needs none.</returns>
    public Endpoint Guard(Endpoint endpoint) =>
        EndpointGuard.IsInFrontOf(endpoint) ? endpoint : _endpoints.GetValue(endpoint, Create);

    private Endpoint Create(Endpoint endpoint)
    {
        var requirement = EndpointRequirement.Of(endpoint);
        // A connection of a protected hub must not go on over one that is open.
        var isNeeded = requirement is not null || LongRequestInspection.KindOf(endpoint) == LongRequestKind.Connection;
        if (endpoint.RequestDelegate is null || !isNeeded)
            return endpoint;
        EndpointBuilder builder = endpoint is RouteEndpoint route
            ? new RouteEndpointBuilder(route.RequestDelegate, route.RoutePattern, route.Order) { ApplicationServices = services }
            : new UnroutedEndpointBuilder { RequestDelegate = endpoint.RequestDelegate, ApplicationServices = services };
        builder.DisplayName = endpoint.DisplayName;
        foreach (var item in endpoint.Metadata)
            builder.Metadata.Add(item);
        if (requirement is null)
            builder.Metadata.Add(new RequirementPart { Presence = TokenPresence.Open, GuardsConnectionsAlone = true });
        EndpointConventions.FinishLate(builder, isOpen: requirement is null or { Presence: TokenPresence.Open });
        var built = builder.Build();
        if (!EndpointGuard.IsInFrontOf(built))
            return endpoint;
        _areUsed = true;
        return built;
    }

    private sealed class UnroutedEndpointBuilder : EndpointBuilder
    {
        public override Endpoint Build() => new(RequestDelegate, new EndpointMetadataCollection(Metadata), DisplayName);
    }
}
