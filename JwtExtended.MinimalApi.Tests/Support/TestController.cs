using Microsoft.AspNetCore.Mvc;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A controller. It must be public to be found.</summary>
[ApiController]
[Route("controller")]
public sealed class TestController : ControllerBase
{
    [HttpGet]
    public string Get() => HttpContext.GetJwtToken()?.Identity ?? "anonymous";
}
