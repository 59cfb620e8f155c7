using Microsoft.AspNetCore.Components;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;

/// <summary>A page for everybody, who may be known.</summary>
[Route("/pages/optional")]
[OptionalJwt]
public sealed class OptionalPage : UserPage;
