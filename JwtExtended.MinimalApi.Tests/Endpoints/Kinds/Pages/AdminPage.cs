using Microsoft.AspNetCore.Components;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;

/// <summary>A page for administrators.</summary>
[Route("/pages/admin")]
[RequireJwt(Allow = ["ADMIN"])]
public sealed class AdminPage : UserPage;
