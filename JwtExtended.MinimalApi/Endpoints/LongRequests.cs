using System.Net.WebSockets;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Ends long requests with their tokens: WebSockets, hubs, server-sent events and other streams. Others cost nothing.</summary>
internal sealed class LongRequests(TokenExpiryMonitor monitor, TimeProvider time, ILogger logger)
{
    /// <summary>Puts the end of the token in front of the handler of a long request.</summary>
    /// <returns>What to call; the handler itself for all other requests.</returns>
    public RequestDelegate Attach(HttpContext context, ProtectedEndpoint endpoint, Token token, RequestDelegate next) =>
        endpoint.LongRequests == LongRequestKind.None && !IsUpgrade(context) && !AcceptsEvents(context.Request)
            ? next
            : Wrap(endpoint, token, next);

    // To whatever protocol the endpoint speaks, and whatever the client calls it.
    private static bool IsUpgrade(HttpContext context) => OriginCheck.IsHandshake(context) || IsUpgradable(context);

    // Only HTTP/1.1 has it: nothing else is looked at for most requests.
    private static bool IsUpgradable(HttpContext context) =>
        context.Request.Headers.Connection.Count > 0 && context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest == true;

    // EventSource always says so, and nothing else asks for it by accident.
    private static bool AcceptsEvents(HttpRequest request) =>
        request.Headers.Accept is [{ } accept] && accept.Contains(LongRequestInspection.EventStream, StringComparison.OrdinalIgnoreCase);

    private static IRequestEnd EndOf(HttpContext context, LongRequestKind kind)
    {
        if (!IsUpgrade(context))
            return new StreamEnd(waitsForStart: kind is LongRequestKind.None or LongRequestKind.Written);
        if (kind == LongRequestKind.Connection)
            AddSockets(context);
        if (!OriginCheck.IsHandshake(context) || context.Features.Get<IHttpWebSocketFeature>() is not { } sockets)
            return new AbortEnd();
        // SignalR closes its connections as normal ones, and its clients take everything else for an error.
        return new SocketEnd(
            sockets, kind == LongRequestKind.Connection ? WebSocketCloseStatus.NormalClosure : WebSocketCloseStatus.PolicyViolation);
    }

    // SignalR brings the middleware along, and calls it after this.
    private static void AddSockets(HttpContext context)
    {
        if (context.Features.Get<IHttpWebSocketFeature>() is not null)
            return;
        var services = context.RequestServices;
        _ = new WebSocketMiddleware(
            static _ => Task.CompletedTask,
            services.GetRequiredService<IOptions<WebSocketOptions>>(),
            services.GetRequiredService<ILoggerFactory>()).Invoke(context);
    }

    private static void Conclude(HttpContext context, LongRequestKind kind, Refusal over)
    {
        if (kind == LongRequestKind.Grpc)
            GrpcStatus.Set(context, over);
        // To a client of SignalR that polls, this is the end of its connection. Other transports have begun to respond long before.
        else if (kind == LongRequestKind.Connection && !context.Response.HasStarted)
            context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    // Here, so that only long requests need the objects for it.
    private RequestDelegate Wrap(ProtectedEndpoint endpoint, Token token, RequestDelegate next) =>
        context => RunAsync(context, endpoint, token, next);

    private async Task RunAsync(HttpContext context, ProtectedEndpoint endpoint, Token token, RequestDelegate next)
    {
        var kind = endpoint.LongRequests;
        using var request = new LongRequest(context, EndOf(context, kind), time);
        try
        {
            // What writes its response by itself may do so at once: most such requests are short.
            var isShort = kind == LongRequestKind.Written && !IsUpgrade(context);
            // Clients offer HTTP/2 with any request: only what is upgraded lasts.
            if (kind == LongRequestKind.None && !OriginCheck.IsHandshake(context) && IsUpgradable(context))
                MonitoredUpgrade.Attach(context, () => Monitor(context, endpoint, token, request));
            else if (!isShort)
                Monitor(context, endpoint, token, request);
            var running = next(context);
            if (isShort && !running.IsCompleted)
                Monitor(context, endpoint, token, request);
            await running;
        }
        catch (Exception e) when (request.Explains(e))
        {
            // Nothing was sent yet: the client learns what its next request would result in.
            if (!context.Response.HasStarted)
                throw new RefusalException(request.Ended!, request.Ended!.Reason);
        }

        if (request.Ended is not { } over)
            return;
        Log.LongRequestEnded(logger, endpoint.Name, over.Reason);
        Conclude(context, kind, over);
    }

    private void Monitor(HttpContext context, ProtectedEndpoint endpoint, Token token, LongRequest request)
    {
        var leavesExpiry = endpoint.LongRequests == LongRequestKind.Connection
            && ConnectionExpiry.IsLeftToSignalR(context, endpoint.Endpoint);
        monitor.Attach(context, token, request, leavesExpiry);
    }
}
