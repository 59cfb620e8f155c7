using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>The endpoints of an app for its routing, with their guards.</summary>
internal sealed class GuardedEndpointDataSource : EndpointDataSource
{
    private readonly EndpointDataSource[] _replaced;
    private readonly ICollection<EndpointDataSource> _sources;
    private readonly LateGuards _guards;

    private GuardedEndpointDataSource(EndpointDataSource[] replaced, ICollection<EndpointDataSource> sources, LateGuards guards)
    {
        _replaced = replaced;
        _sources = sources;
        _guards = guards;
    }

    /// <summary>The endpoints, and those that were mapped between the start and the first request.</summary>
    public override IReadOnlyList<Endpoint> Endpoints =>
        [.. Sources.SelectMany(static source => source.Endpoints).Select(_guards.Guard)];

    private IEnumerable<EndpointDataSource> Sources => _replaced.Concat(_sources.Where(source => source != this));

    /// <summary>Replaces the sources of an app, before routing reads them.</summary>
    /// <param name="routes">The app's own routing.</param>
    /// <param name="all">The container's: those of the app's routing, and those of branches with routing of their own.</param>
    /// <param name="guards">Adds the guards.</param>
    /// <returns>All endpoints, those of the app's routing as it gets them.</returns>
    public static IReadOnlyList<Endpoint> Replace(
        IEndpointRouteBuilder? routes, EndpointDataSource all, LateGuards guards)
    {
        if (routes?.DataSources is not { } sources)
            return all.Endpoints;
        var known = all is CompositeEndpointDataSource composite ? composite.DataSources.ToArray() : [all];
        var branches = known.Except(sources).ToArray();
        // The container's source has built the endpoints, for validation and links: those of the app would be built a second time. Not
        // where it holds the endpoints of branches, which the routing of the app must not match.
        var isShared = routes is WebApplication && branches is [] && known.Length == sources.Count;
        var guarded = new GuardedEndpointDataSource(isShared ? [all] : [.. sources], sources, guards);
        sources.Clear();
        sources.Add(guarded);
        var others = branches.SelectMany(static branch => branch.Endpoints).ToArray();
        // Routing of a branch has them without these guards: the middleware adds them, if it is in front of the branch.
        foreach (var other in others)
            guards.Guard(other);
        return [.. guarded.Endpoints, .. others];
    }

    public override IChangeToken GetChangeToken() =>
        new CompositeChangeToken([.. Sources.Select(static source => source.GetChangeToken())]);
}
