using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;

/// <summary>A page that requires a user.</summary>
[Route("/pages/authorized")]
[Authorize]
public sealed class AuthorizedPage : UserPage;
