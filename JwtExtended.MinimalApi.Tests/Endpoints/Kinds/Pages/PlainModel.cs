using Microsoft.AspNetCore.Mvc.RazorPages;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;

/// <summary>The model of a Razor page that says nothing about tokens.</summary>
public sealed class PlainModel : PageModel
{
    public string? Name { get; private set; }

    public void OnGet() => Name = HttpContext.GetJwtToken()?.Identity;
}
