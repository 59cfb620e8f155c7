using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Gives routing the endpoints that validation has built already: it would build each of them a second time.</summary>
internal static class EndpointSharing
{
    /// <summary>
    /// Replaces the app's data sources by the composite one of the container, before routing reads them. Not where the two differ: the container's
    /// holds the routes of branches, which the main routing must not match.
    /// </summary>
    public static void Share(IApplicationBuilder app, EndpointDataSource endpoints)
    {
        if (app is not IEndpointRouteBuilder { DataSources: { IsReadOnly: false } sources } || endpoints is not CompositeEndpointDataSource composite)
            return;
        if (!composite.DataSources.ToHashSet().SetEquals(sources))
            return;
        sources.Clear();
        sources.Add(composite);
    }
}
