using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Rendering;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;

/// <summary>A page that names its user.</summary>
public abstract class UserPage : ComponentBase
{
    [CascadingParameter]
    public Task<AuthenticationState>? State { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder) =>
        builder.AddContent(0, $"user {State?.Result.User.Identity?.Name}");
}
