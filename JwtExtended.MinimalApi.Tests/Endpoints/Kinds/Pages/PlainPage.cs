using Microsoft.AspNetCore.Components;

namespace JwtExtended.MinimalApi.Tests.Endpoints.Kinds.Pages;

/// <summary>A page that says nothing about tokens.</summary>
[Route("/pages/plain")]
public sealed class PlainPage : UserPage;
