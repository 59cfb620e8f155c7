using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>The endpoints that validation has built already, for routing: it would build each of them a second time.</summary>
internal sealed class SharedEndpointDataSource : EndpointDataSource
{
    private readonly CompositeEndpointDataSource _shared;
    private readonly ICollection<EndpointDataSource> _sources;

    private SharedEndpointDataSource(CompositeEndpointDataSource shared, ICollection<EndpointDataSource> sources)
    {
        _shared = shared;
        _sources = sources;
    }

    /// <summary>The shared endpoints, and those that were mapped between the start and the first request.</summary>
    public override IReadOnlyList<Endpoint> Endpoints =>
        [.. _shared.Endpoints, .. _sources.Where(source => source != this).SelectMany(static source => source.Endpoints)];

    /// <summary>
    /// Replaces the sources of an app by the container's, before routing reads them. Not where the two differ: the container's hold
    /// the routes of branches, which the main routing must not match.
    /// </summary>
    public static void Replace(ICollection<EndpointDataSource> sources, EndpointDataSource endpoints)
    {
        if (endpoints is not CompositeEndpointDataSource shared || !shared.DataSources.ToHashSet().SetEquals(sources))
            return;
        sources.Clear();
        sources.Add(new SharedEndpointDataSource(shared, sources));
    }

    public override IChangeToken GetChangeToken() => _shared.GetChangeToken();
}
