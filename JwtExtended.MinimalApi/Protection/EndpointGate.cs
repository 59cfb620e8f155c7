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

    /// <summary>Puts a gate in front of the endpoint, and the filter behind binding, once however often it is asked to.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="find">Finds the gate of the app that handles a request.</param>
    public static void Attach(EndpointBuilder builder, Func<HttpContext, TokenGate?> find)
    {
        if (builder.RequestDelegate is null || builder.Metadata.Any(static item => item is EndpointGate))
            return;
        var gate = new EndpointGate(builder.RequestDelegate, find);
        builder.Metadata.Add(gate);
        builder.RequestDelegate = gate.InvokeAsync;
    }

    private Task InvokeAsync(HttpContext context)
    {
        if (_find(context) is not { } gate)
            return RefuseMiswired(context, "Jwt.Initialize(app) was not called. Call it in Program.cs before app.Run().");
        var endpoint = context.GetEndpoint();
        var plan = _plan;
        if (plan is null || !ReferenceEquals(plan.Endpoint, endpoint))
        {
            // The requirement is read from the endpoint that runs: it must be the one that this gate was put before.
            if (endpoint?.Metadata.GetMetadata<EndpointGate>() != this || gate.Plan(endpoint) is not { } made)
                return RefuseMiswired(context, "The endpoint's delegate was called for another endpoint. Route requests to the endpoint itself.");
            _plan = plan = made;
        }

        return plan.Problem is { } problem ? RefuseMiswired(context, problem) : gate.InvokeAsync(context, plan, _next);
    }

    private static Task RefuseMiswired(HttpContext context, string reason)
    {
        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category);
        Log.EndpointMiswired(logger, context.GetEndpoint()?.DisplayName ?? "(unnamed)", reason);
        return ErrorResponder.RefuseMiswiredAsync(context);
    }
}
