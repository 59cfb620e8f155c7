using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Routing;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;

/// <summary>The root component of a Blazor site whose pages are rendered on the server.</summary>
public sealed class Site : ComponentBase
{
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenComponent<Router>(0);
        builder.AddComponentParameter(1, nameof(Router.AppAssembly), Assembly.GetExecutingAssembly());
        builder.AddComponentParameter(2, nameof(Router.Found), (RenderFragment<Microsoft.AspNetCore.Components.RouteData>)(route => page =>
        {
            page.OpenComponent<AuthorizeRouteView>(0);
            page.AddComponentParameter(1, nameof(AuthorizeRouteView.RouteData), route);
            page.CloseComponent();
        }));
        builder.CloseComponent();
    }
}
