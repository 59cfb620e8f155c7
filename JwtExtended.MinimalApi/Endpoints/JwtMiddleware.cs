using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// The middleware of one app: authenticates requests for protected endpoints before the rest of the pipeline, lets the static
/// <c>Jwt</c> speak for this app, and responds to what a handler threw.
/// </summary>
internal sealed class JwtMiddleware(RequestDelegate next, EndpointResponder responder, AppScope app)
{
    private readonly OpenEndpoints _open = new();

    public Task InvokeAsync(HttpContext context)
    {
        if (app.IsAlone)
            return AuthenticateAsync(context);
        // The caller gets its own flow back: what runs behind the request must not speak for this app.
        var caller = ExecutionContext.Capture();
        app.Enter();
        try
        {
            return AuthenticateAsync(context);
        }
        finally
        {
            if (caller is not null)
                ExecutionContext.Restore(caller);
        }
    }

    private Task AuthenticateAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is null || _open.Contains(endpoint))
            return RunAsync(context);
        if (endpoint.RequestDelegate?.Target is EndpointGuard guard)
        {
            var authentication = guard.AuthenticateAsync(context, endpoint);
            return authentication.IsCompletedSuccessfully ? RunAsync(context) : AwaitAuthenticationAsync(context, authentication);
        }

        // An endpoint that appeared after the start, with something else in front of its guard, is closed and not open.
        if (EndpointRequirement.Of(endpoint) is { Presence: not TokenPresence.Open } or { SameOrigin: true })
        {
            return EndpointGuard.RefuseMisconfigured(
                context,
                "The endpoint is protected, but something else was put in front of its protection, or replaced it. "
                + "Call RequireJwt() or RequireSameOrigin() last.");
        }

        _open.Add(endpoint);
        return RunAsync(context);
    }

    private async Task AwaitAuthenticationAsync(HttpContext context, ValueTask authentication)
    {
        await authentication;
        await RunAsync(context);
    }

    // Most requests complete synchronously, and need no state machine here.
    private Task RunAsync(HttpContext context)
    {
        try
        {
            var running = next(context);
            return running.IsCompletedSuccessfully ? running : AwaitAsync(running, context);
        }
        catch (Exception e) when (EndpointResponder.HasResponse(e, context))
        {
            return responder.RespondAsync(context, e);
        }
    }

    private async Task AwaitAsync(Task running, HttpContext context)
    {
        try
        {
            await running;
        }
        catch (Exception e) when (EndpointResponder.HasResponse(e, context))
        {
            await responder.RespondAsync(context, e);
        }
    }
}
