using Microsoft.AspNetCore.Mvc;

namespace JwtExtended.MinimalApi.Tests.Support;

public sealed class FallbackController : ControllerBase
{
    public IActionResult Index() => Content("home");
}
