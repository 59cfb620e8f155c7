using JwtExtended.MinimalApi.Cookies;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>The middleware of one app: the static <c>Jwt</c> speaks for this app, and what a handler threw gets its response.</summary>
/// <param name="next">The next middleware.</param>
/// <param name="responder">Refuses requests.</param>
/// <param name="enter">Makes the app the current one for the rest of the calling flow.</param>
internal sealed class JwtMiddleware(RequestDelegate next, EndpointResponder responder, Action enter)
{
    public Task InvokeAsync(HttpContext context)
    {
        // An endpoint that appeared after the start, with something else in front of its guard, is closed and not open.
        if (IsBypassed(context.GetEndpoint()))
        {
            return EndpointGuard.RefuseMisconfigured(
                context,
                "The endpoint requires a token, but something else was put in front of its protection, or replaced it. Call RequireJwt() last.");
        }

        // The caller gets its own flow back: what runs behind the request must not speak for this app.
        var caller = ExecutionContext.Capture();
        enter();
        var running = RunAsync(context);
        if (caller is not null)
            ExecutionContext.Restore(caller);
        return running;
    }

    private static bool IsBypassed(Endpoint? endpoint) => endpoint is not null && !EndpointGuard.IsInFrontOf(endpoint)
        && EndpointRequirement.Of(endpoint) is { Presence: not TokenPresence.Open };

    // Most requests end without waiting, and need no state machine here.
    private Task RunAsync(HttpContext context)
    {
        try
        {
            var running = next(context);
            return running.IsCompletedSuccessfully ? running : AwaitAsync(running, context);
        }
        catch (CrossSiteLoginException) when (!context.Response.HasStarted)
        {
            return responder.RefuseLoginAsync(context);
        }
    }

    private async Task AwaitAsync(Task running, HttpContext context)
    {
        try
        {
            await running;
        }
        catch (CrossSiteLoginException) when (!context.Response.HasStarted)
        {
            await responder.RefuseLoginAsync(context);
        }
        catch (RevocationStoreException) when (!context.Response.HasStarted)
        {
            await responder.RefuseStoreFailedAsync(context);
        }
    }
}
