using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Refuses actions and pages that were reached without the guard of their attribute.</summary>
internal static class GuardFilter
{
    /// <summary>Refuses a request that has passed no guard.</summary>
    public static void Check(AuthorizationFilterContext context)
    {
        if (context.HttpContext.GetEndpoint() is not { } endpoint || !EndpointGuard.IsInFrontOf(endpoint))
            context.Result = new Misconfigured();
    }

    private sealed class Misconfigured : ActionResult
    {
        public override Task ExecuteResultAsync(ActionContext context) => EndpointGuard.RefuseMisconfigured(
            context.HttpContext,
            "An attribute protects the endpoint, but nothing enforces it here. Call Jwt.Initialize(app) in Program.cs, and WithoutJwt() on "
            + "what maps the endpoint, such as MapControllers(): the attribute then decides, wherever routing selects the endpoint.");
    }
}
