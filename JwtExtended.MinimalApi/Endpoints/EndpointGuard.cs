using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Responses;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Stands in front of one endpoint's <see cref="RequestDelegate"/>, and so in front of argument binding. Metadata of the endpoint.</summary>
internal sealed class EndpointGuard
{
    private readonly RequestDelegate _next;
    private readonly Func<HttpContext, RequestAuthenticator?> _find;
    private ProtectedEndpoint? _plan;

    private EndpointGuard(RequestDelegate next, Func<HttpContext, RequestAuthenticator?> find)
    {
        _next = next;
        _find = find;
    }

    /// <summary>Puts a gate in front of the endpoint, unless one stands in front of everything already.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="find">Finds the gate of the app that handles a request.</param>
    public static void Attach(EndpointBuilder builder, Func<HttpContext, RequestAuthenticator?> find)
    {
        DynamicEndpointMarker.Disarm(builder);
        if (builder.RequestDelegate is null or { Target: EndpointGuard })
            return;
        var gate = new EndpointGuard(builder.RequestDelegate, find);
        builder.Metadata.Add(gate);
        builder.RequestDelegate = gate.InvokeAsync;
    }

    /// <summary>Whether a gate stands in front of everything else of the endpoint.</summary>
    public static bool Guards(Endpoint endpoint) => endpoint.RequestDelegate?.Target is EndpointGuard;

    /// <summary>Whether an endpoint asks for a token although no gate stands in front of it: nobody would ask.</summary>
    public static bool IsBypassed(Endpoint? endpoint) =>
        endpoint is not null && !Guards(endpoint) && EndpointRequirement.Of(endpoint) is { Presence: not TokenPresence.Open };

    /// <summary>Answers for an endpoint whose protection is not wired: closed, the reason in the log.</summary>
    public static Task RefuseMiswiredAsync(HttpContext context, string reason)
    {
        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category);
        Log.EndpointMiswired(logger, context.GetEndpoint() is { } endpoint ? EndpointName.Of(endpoint) : "(none)", reason);
        return ErrorResponder.RefuseMiswiredAsync(context);
    }

    private Task InvokeAsync(HttpContext context)
    {
        if (_find(context) is not { } gate)
            return RefuseMiswiredAsync(context, "Jwt.Initialize(app) was not called. Call it in Program.cs before app.Run().");
        var endpoint = context.GetEndpoint();
        var plan = _plan;
        if (plan is null || !ReferenceEquals(plan.Endpoint, endpoint))
        {
            // An outer gate has judged already: something stood between the two, and was put there after this one.
            if (endpoint is not null && IsInner(endpoint) && AuthenticationOutcome.Of(context) is not null)
                return _next(context);
            // The requirement is read from the endpoint that runs: it must be the one that this gate was put before.
            if (endpoint?.Metadata.GetMetadata<EndpointGuard>() != this || gate.Plan(endpoint) is not { } made)
                return RefuseMiswiredAsync(context, "The endpoint's delegate was called for another endpoint. Route requests to the endpoint itself.");
            _plan = plan = made;
        }

        return plan.Problem is { } problem ? RefuseMiswiredAsync(context, problem) : gate.InvokeAsync(context, plan, _next);
    }

    private bool IsInner(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<EndpointGuard>() != this && endpoint.Metadata.GetOrderedMetadata<EndpointGuard>().Contains(this);
}
