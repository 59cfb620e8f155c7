using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Refuses actions and pages that were reached without the guard of their attribute, or with one that does not know the attribute: a filter
/// that a factory creates is in no metadata.
/// </summary>
internal static class GuardFilter
{
    private const string NoGuard =
        "An attribute protects the endpoint, but nothing enforces it here. Call Jwt.Initialize(app) in Program.cs, and WithoutJwt() on "
        + "what maps the endpoint, such as MapControllers(): the attribute then decides, wherever routing selects the endpoint.";

    /// <summary>Refuses a request that has passed no guard.</summary>
    public static void Check(IRequirementMetadata attribute, AuthorizationFilterContext context)
    {
        if (context.HttpContext.GetEndpoint() is not { } endpoint || !EndpointGuard.IsInFrontOf(endpoint))
            context.Result = new Misconfigured(NoGuard);
        else if (!endpoint.Metadata.Any(item => ReferenceEquals(item, attribute)))
            context.Result = new Misconfigured(FilterFactoryRule.Cure);
    }

    private sealed class Misconfigured(string reason) : ActionResult
    {
        public override Task ExecuteResultAsync(ActionContext context) => EndpointGuard.RefuseMisconfigured(context.HttpContext, reason);
    }
}
