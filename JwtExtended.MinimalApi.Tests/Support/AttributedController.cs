using Microsoft.AspNetCore.Mvc;

namespace JwtExtended.MinimalApi.Tests.Support;

/// <summary>A controller that attributes protect. It must be public to be found.</summary>
[ApiController]
[Route("attributed")]
[RequireJwt]
public sealed class AttributedController : ControllerBase
{
    [HttpGet("plain")]
    public ActionResult<string> Plain() => Ok(HttpContext.GetJwtToken()!.Identity);

    [HttpGet("admin")]
    [RequireJwt(Allow = ["ADMIN"], Scope = ["reports:read"])]
    public ActionResult<string> Admin(Token token) => Ok(token.Identity);

    [HttpGet("not-guest")]
    [RequireJwt(Deny = ["GUEST"])]
    public ActionResult<string> NotGuest([FromQuery] string name, Token token) => Ok($"{name} {token.Identity}");

    [HttpPost("fresh")]
    [RequireFreshJwt(MaxAgeSeconds = 300)]
    public ActionResult<string> Fresh(Token token) => Ok(token.Identity);

    [HttpGet("optional")]
    [OptionalJwt]
    public ActionResult<string> Optional(Token? token) => Ok(token?.Identity ?? "stranger");

    [HttpGet("open")]
    [WithoutJwt]
    public ActionResult<string> Open() => Ok(HttpContext.GetJwtToken()?.Identity ?? "open");
}
