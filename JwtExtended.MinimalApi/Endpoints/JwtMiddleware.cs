using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// The middleware of one app: authenticates requests for protected endpoints before the rest of the pipeline, lets the static
/// <c>Jwt</c> speak for this app, and responds to what a handler threw.
/// </summary>
internal sealed class JwtMiddleware(
    RequestDelegate next, EndpointResponder responder, AppScope app, LateGuards guards, IssuingEndpoints issuing)
{
    private readonly RememberedEndpoints _open = new();

    public Task InvokeAsync(HttpContext context) => app.IsAlone ? AuthenticateAsync(context) : app.RunAsync(context, AuthenticateAsync);

    private Task AuthenticateAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        // Without an endpoint, something behind may route: what it selects needs a guard, too.
        if (endpoint is null || guards.AreUsed)
            context.Features.Set<IEndpointFeature>(new GuardedEndpointFeature(guards, endpoint));
        if (endpoint is null || _open.Contains(endpoint))
            return RunAsync(context);
        if (endpoint.RequestDelegate?.Target is EndpointGuard guard)
        {
            var authentication = guard.AuthenticateAsync(context, endpoint);
            return authentication.IsCompletedSuccessfully
                ? RunAsync(context, issuing.Contains(endpoint))
                : AwaitAuthenticationAsync(context, issuing.Contains(endpoint), authentication);
        }

        // What routing selects anew for a request (MapDynamicControllerRoute), or a middleware in front set, has no guard yet.
        var guarded = guards.Guard(endpoint);
        if (!ReferenceEquals(guarded, endpoint))
        {
            context.SetEndpoint(guarded);
            return AuthenticateAsync(context);
        }

        // One that issues tokens is looked at again: its own work costs more.
        var issues = issuing.Contains(endpoint);
        if (!issues)
            _open.Add(endpoint);
        return RunAsync(context, issues);
    }

    private async Task AwaitAuthenticationAsync(HttpContext context, bool issues, ValueTask authentication)
    {
        await authentication;
        await RunAsync(context, issues);
    }

    private Task RunAsync(HttpContext context, bool issues) => issues ? TokenResponse.RunAsync(context, RunAsync) : RunAsync(context);

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
