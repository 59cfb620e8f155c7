using Microsoft.AspNetCore.Components;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;

/// <summary>A page that requires a token.</summary>
[Route("/pages/required")]
[RequireJwt]
public sealed class RequiredPage : UserPage;
