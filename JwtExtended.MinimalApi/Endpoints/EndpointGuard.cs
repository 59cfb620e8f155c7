using System.Reflection;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Runs in front of one endpoint's <see cref="RequestDelegate"/>, and so in front of argument binding. It is metadata of the
/// endpoint, and knows only that its app protects endpoints.
/// </summary>
internal sealed class EndpointGuard
{
    // Of the delegates that the request delegate generator writes into the application.
    private const string GeneratedNamespace = "Microsoft.AspNetCore.Http.Generated";

    // Of the delegates that bind arguments at run time.
    private static readonly Assembly[] BindingAssemblies = [typeof(RequestDelegateFactory).Assembly, typeof(RouteEndpoint).Assembly];

    private readonly RequestDelegate _next;
    private readonly IHostApplicationLifetime? _app;
    private IGuardedEndpoint? _guarded;

    private EndpointGuard(RequestDelegate next, IServiceProvider services)
    {
        _next = next;
        // Found once: touching a request's services creates a scope for it.
        _app = services.GetService<IHostApplicationLifetime>();
    }

    /// <summary>
    /// Whether nothing but ASP.NET Core's own binding is between the guard and the handler: no convention has put something there.
    /// </summary>
    public bool IsInFrontOfHandler => _next.Method.DeclaringType is { } type
        && (type.Namespace == GeneratedNamespace || BindingAssemblies.Contains(type.Assembly));

    /// <summary>Puts a guard in front of the endpoint's delegate, unless one is in front of everything already.</summary>
    public static void Attach(EndpointBuilder builder)
    {
        DynamicEndpointMarker.Disarm(builder);
        if (builder.RequestDelegate is null or { Target: EndpointGuard })
            return;
        var guard = new EndpointGuard(builder.RequestDelegate, builder.ApplicationServices);
        builder.Metadata.Add(guard);
        builder.RequestDelegate = guard.InvokeAsync;
    }

    /// <summary>Whether a guard is in front of everything else of the endpoint.</summary>
    /// <returns><see langword="true"/> if no request passes it.</returns>
    public static bool IsInFrontOf(Endpoint endpoint) => endpoint.RequestDelegate?.Target is EndpointGuard;

    /// <summary>Responds for an endpoint that is not protected as its metadata says: closed, the reason in the log.</summary>
    /// <returns>A completed task.</returns>
    public static Task RefuseMisconfigured(HttpContext context, string reason)
    {
        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category);
        Log.EndpointMisconfigured(logger, EndpointName.Of(context.GetEndpoint()), reason);
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return Task.CompletedTask;
    }

    /// <summary>Authenticates a request before its endpoint runs. What is wrong with the endpoint is left to the endpoint.</summary>
    /// <returns>A task that completes when the request is authenticated, as far as it can be by now.</returns>
    public ValueTask AuthenticateAsync(HttpContext context, Endpoint endpoint)
    {
        var guarded = _guarded;
        if (guarded is null || !ReferenceEquals(guarded.Endpoint, endpoint))
            guarded = Protect(context, endpoint);
        return guarded is null ? default : guarded.AuthenticateAsync(context);
    }

    /// <summary>The same, also where it needs the body: something in front of the endpoint asks for its user.</summary>
    /// <returns>A task that completes when the request is authenticated.</returns>
    public ValueTask AuthenticateFullyAsync(HttpContext context, Endpoint endpoint) =>
        Protect(context, endpoint)?.AuthenticateFullyAsync(context) ?? default;

    private Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var guarded = _guarded;
        if (guarded is null || !ReferenceEquals(guarded.Endpoint, endpoint))
        {
            if (FindProtection(context) is null)
                return RefuseMisconfigured(context, "Jwt.Initialize(app) was not called. Call it in Program.cs before app.Run().");
            // An outer guard has authenticated the request: a convention put something between the two after this one was attached.
            if (endpoint is not null && IsInner(endpoint) && TokenFeature.Enforced(context) is not null)
                return _next(context);
            guarded = Protect(context, endpoint);
            if (guarded is null)
            {
                return RefuseMisconfigured(
                    context, "The endpoint's delegate was called for another endpoint. Route requests to the endpoint itself.");
            }
        }

        return guarded.InvokeAsync(context, _next);
    }

    // The requirement is read from the endpoint that runs: it must be the one that this guard was attached to.
    private IGuardedEndpoint? Protect(HttpContext context, Endpoint? endpoint)
    {
        if (endpoint?.Metadata.GetMetadata<EndpointGuard>() != this || FindProtection(context)?.Protect(endpoint) is not { } created)
            return null;
        _guarded = created;
        return created;
    }

    private IEndpointProtection? FindProtection(HttpContext context) =>
        _app is null ? EndpointProtectionRegistry.Find(context.RequestServices) : EndpointProtectionRegistry.Find(_app);

    private bool IsInner(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<EndpointGuard>() != this && endpoint.Metadata.GetOrderedMetadata<EndpointGuard>().Contains(this);
}
