using Microsoft.AspNetCore.Components;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;

/// <summary>A page without protection.</summary>
[Route("/pages/open")]
[WithoutJwt]
public sealed class OpenPage : UserPage;
