using Microsoft.AspNetCore.Mvc;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A controller whose actions take the token, and say nothing else. It must be public to be found.</summary>
[ApiController]
[Route("taking")]
public sealed class TakingController : ControllerBase
{
    [HttpPost("token")]
    public ActionResult<string> Take(Token token) => Ok(token.Identity);

    [HttpPost("maybe")]
    public ActionResult<string> TakeMaybe(Token? token) => Ok(token?.Identity ?? "stranger");
}
