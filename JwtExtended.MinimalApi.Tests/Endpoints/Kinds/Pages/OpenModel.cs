using Microsoft.AspNetCore.Mvc.RazorPages;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;

/// <summary>The model of a Razor page that is open.</summary>
[WithoutJwt]
public sealed class OpenModel : PageModel
{
    public string? Name { get; private set; }

    public void OnGet() => Name = HttpContext.GetJwtToken()?.Identity;
}
