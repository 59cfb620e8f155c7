using JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Razor.Hosting;

[assembly: RazorCompiledItem(typeof(PlainView), "mvc.1.0.razor-page", "/Pages/Plain.cshtml")]

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;

/// <summary>A Razor page as its compiler writes it.</summary>
[RazorCompiledItemMetadata("RouteTemplate", "/razor/plain")]
public sealed class PlainView : Page
{
    public PlainModel Model => (PlainModel)PageContext.ViewData.Model!;

    public override Task ExecuteAsync()
    {
        WriteLiteral("plain " + Model.Name);
        return Task.CompletedTask;
    }
}
