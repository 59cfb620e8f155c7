using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Protection;

/// <summary>Stands in front of one endpoint's <see cref="RequestDelegate"/>, and so in front of argument binding. Metadata of the endpoint.</summary>
internal sealed class EndpointGate
{
    private readonly RequestDelegate _next;
    private readonly Func<HttpContext, TokenGate?> _find;
    private EndpointPlan? _plan;

    private EndpointGate(RequestDelegate next, Func<HttpContext, TokenGate?> find)
    {
        _next = next;
        _find = find;
    }

    /// <summary>Puts a gate in front of the endpoint, unless one stands in front of everything already.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="find">Finds the gate of the app that handles a request.</param>
    public static void Attach(EndpointBuilder builder, Func<HttpContext, TokenGate?> find)
    {
        DynamicEndpointMarker.Disarm(builder);
        if (builder.RequestDelegate is null or { Target: EndpointGate })
            return;
        var gate = new EndpointGate(builder.RequestDelegate, find);
        builder.Metadata.Add(gate);
        builder.RequestDelegate = gate.InvokeAsync;
    }

    /// <summary>Whether a gate stands in front of everything else of the endpoint.</summary>
    public static bool Guards(Endpoint endpoint) => endpoint.RequestDelegate?.Target is EndpointGate;

    /// <summary>Whether an endpoint asks for a token although no gate stands in front of it: nobody would ask.</summary>
    public static bool IsBypassed(Endpoint? endpoint) =>
        endpoint is not null && !Guards(endpoint) && JwtRequirement.Of(endpoint) is { Presence: not JwtPresence.Open };

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
            if (endpoint is not null && IsInner(endpoint) && JwtVerdict.Of(context) is not null)
                return _next(context);
            // The requirement is read from the endpoint that runs: it must be the one that this gate was put before.
            if (endpoint?.Metadata.GetMetadata<EndpointGate>() != this || gate.Plan(endpoint) is not { } made)
                return RefuseMiswiredAsync(context, "The endpoint's delegate was called for another endpoint. Route requests to the endpoint itself.");
            _plan = plan = made;
        }

        return plan.Problem is { } problem ? RefuseMiswiredAsync(context, problem) : gate.InvokeAsync(context, plan, _next);
    }

    private bool IsInner(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<EndpointGate>() != this && endpoint.Metadata.GetOrderedMetadata<EndpointGate>().Contains(this);
}
