using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Attaches the protection to endpoints. Conventions run several times: everything here can be repeated.</summary>
internal static class EndpointConventions
{
    /// <summary>Adds what one call requires.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <returns>The builder.</returns>
    public static TBuilder Protect<TBuilder>(TBuilder builder, RequirementPart part)
        where TBuilder : IEndpointConventionBuilder
    {
        part = part with
        {
            Reach = builder switch
            {
                // A group, or a versioned API, which is one by another name.
                IEndpointRouteBuilder => RequirementReach.Group,
                RouteHandlerBuilder or HubEndpointConventionBuilder or ConnectionEndpointRouteBuilder => RequirementReach.Endpoint,
                _ => RequirementReach.Endpoints,
            },
        };
        return Add(builder, endpoint => endpoint.Metadata.Add(part));
    }

    /// <summary>Adds metadata, the filter and the guard.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <returns>The builder.</returns>
    public static TBuilder Add<TBuilder>(TBuilder builder, Action<EndpointBuilder> addMetadata)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(endpoint =>
        {
            addMetadata(endpoint);
            FilterAttachment.AddTo(endpoint);
        });
        try
        {
            builder.Finally(static endpoint => Finish(endpoint, EndpointRequirement.IsOpen(endpoint.Metadata)));
        }
        catch (NotImplementedException)
        {
            // Reverse proxies and versioned APIs run no last conventions. The delegate of a proxy is known by now; where it is not, what is
            // mapped inside has conventions of its own, and routing gets the endpoint with a guard in front of everything (LateGuards).
            builder.Add(static endpoint =>
            {
                if (endpoint.RequestDelegate is not null)
                    Finish(endpoint, EndpointRequirement.IsOpen(endpoint.Metadata));
            });
        }

        return builder;
    }

    /// <summary>Adds what comes last of all: whatever has become the delegate of the endpoint, the guard is in front of it.</summary>
    public static void Finish(EndpointBuilder endpoint, bool isOpen)
    {
        FilterAttachment.Describe(endpoint);
        Complete(endpoint, isOpen);
    }

    /// <summary>The same for an endpoint that was built, and whose filters are not known any more.</summary>
    public static void FinishLate(EndpointBuilder endpoint, bool isOpen)
    {
        FilterAttachment.AssumeOthers(endpoint);
        Complete(endpoint, isOpen);
    }

    private static void Complete(EndpointBuilder endpoint, bool isOpen)
    {
        // What routing puts in its place has protection of its own: where nothing is required here, it is left as it is.
        if (isOpen && DynamicEndpointMarker.IsDynamic(endpoint) && !endpoint.Metadata.OfType<SameOriginMetadata>().Any())
            return;
        EndpointGuard.Attach(endpoint);
        if (isOpen)
            return;
        GuardedEndpointPolicy.AddTo(endpoint);
        OutputCacheOptOut.AddTo(endpoint);
        FormAntiforgery.AddTo(endpoint);
        EndpointProtectionRegistry.Find(endpoint.ApplicationServices)?.Describe(endpoint);
    }
}
