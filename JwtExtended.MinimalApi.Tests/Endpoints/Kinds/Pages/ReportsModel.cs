using Microsoft.AspNetCore.Mvc.RazorPages;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;

/// <summary>The model of a Razor page that requires a role.</summary>
[RequireJwt(Allow = ["ADMIN"])]
public sealed class ReportsModel : PageModel
{
    public string? Name { get; private set; }

    public void OnGet() => Name = HttpContext.GetJwtToken()?.Identity;
}
