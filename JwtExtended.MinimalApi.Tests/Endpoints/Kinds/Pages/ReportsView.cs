using JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Razor.Hosting;

[assembly: RazorCompiledItem(typeof(ReportsView), "mvc.1.0.razor-page", "/Pages/Reports.cshtml")]

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;

/// <summary>A Razor page as its compiler writes it.</summary>
[RazorCompiledItemMetadata("RouteTemplate", "/razor/reports")]
public sealed class ReportsView : Page
{
    public ReportsModel Model => (ReportsModel)PageContext.ViewData.Model!;

    public override Task ExecuteAsync()
    {
        WriteLiteral("reports " + Model.Name);
        return Task.CompletedTask;
    }
}
