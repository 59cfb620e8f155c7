using JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Razor.Hosting;

[assembly: RazorCompiledItem(typeof(OpenView), "mvc.1.0.razor-page", "/Pages/Open.cshtml")]

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;

/// <summary>A Razor page as its compiler writes it.</summary>
[RazorCompiledItemMetadata("RouteTemplate", "/razor/open")]
public sealed class OpenView : Page
{
    public OpenModel Model => (OpenModel)PageContext.ViewData.Model!;

    public override Task ExecuteAsync()
    {
        WriteLiteral("open " + Model.Name);
        return Task.CompletedTask;
    }
}
