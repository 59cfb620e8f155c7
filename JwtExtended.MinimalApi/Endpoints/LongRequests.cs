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
        EndOf(context, endpoint.LongRequests) is { } end ? Wrap(endpoint, token, end, next) : next;

    /// <summary>Ends a stream of events with its token where neither the endpoint nor the request has announced one.</summary>
    public void AttachToStream(HttpContext context, ProtectedEndpoint endpoint, Token token)
    {
        if (endpoint.LongRequests != LongRequestKind.None || EventStream.IsAcceptedBy(context.Request)
            || !EventStream.Is(context.Response.Headers.ContentType))
            return;
        var request = new LongRequest(context, new LateEnd(), time);
        context.Response.RegisterForDispose(request);
        context.Response.OnCompleted(() =>
        {
            if (request.Ended is { } over)
                Log.LongRequestEnded(logger, endpoint.Name, over.Reason);
            return Task.CompletedTask;
        });
        Monitor(context, endpoint, token, request);
    }

    private static IRequestEnd? EndOf(HttpContext context, LongRequestKind kind)
    {
        if (OriginCheck.IsHandshake(context) && EndOfHandshake(context, kind) is { } handshake)
            return handshake;
        var response = EndOfResponse(context, kind);
        // Only HTTP/1.1 has it: nothing else is looked at for most requests.
        return context.Request.Headers.Connection.Count > 0
            && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade
                ? new UpgradeEnd(upgrade, response)
                : response;
    }

    private static IRequestEnd? EndOfHandshake(HttpContext context, LongRequestKind kind)
    {
        if (kind == LongRequestKind.Connection)
            AddSockets(context);
        // SignalR closes its connections as normal ones, and its clients take everything else for an error.
        if (context.Features.Get<IHttpWebSocketFeature>() is { IsWebSocketRequest: true } sockets)
        {
            return new SocketEnd(
                sockets, kind == LongRequestKind.Connection ? WebSocketCloseStatus.NormalClosure : WebSocketCloseStatus.PolicyViolation);
        }

        // A handler may accept the connection all the same, and over HTTP/2 nothing shows when it does.
        return HttpMethods.IsConnect(context.Request.Method) ? new AbortEnd() : null;
    }

    // Downloads of all kinds are none of these: they complete, unless their handler asks for the lifetime of its token.
    private static StreamEnd? EndOfResponse(HttpContext context, LongRequestKind kind) => kind switch
    {
        LongRequestKind.Grpc or LongRequestKind.Connection => new StreamEnd(waitsForStart: false, endsOnlyEvents: false),
        LongRequestKind.Events => new StreamEnd(waitsForStart: false, endsOnlyEvents: true),
        _ => EventStream.IsAcceptedBy(context.Request) ? new StreamEnd(waitsForStart: true, endsOnlyEvents: true) : null,
    };

    // SignalR brings the middleware along, and calls it after this. It does nothing where the application uses it as well.
    private static void AddSockets(HttpContext context)
    {
        var services = context.RequestServices;
        var (passed, status) = (false, context.Response.StatusCode);
        _ = new WebSocketMiddleware(
            _ =>
            {
                passed = true;
                return Task.CompletedTask;
            },
            services.GetRequiredService<IOptions<WebSocketOptions>>(),
            services.GetRequiredService<ILoggerFactory>()).Invoke(context);
        if (passed)
            return;
        // Its origin is not allowed: SignalR's own middleware has to see that as well, which leaves out what has the feature already.
        context.Features.Set<IHttpWebSocketFeature>(null);
        context.Response.StatusCode = status;
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
    private RequestDelegate Wrap(ProtectedEndpoint endpoint, Token token, IRequestEnd end, RequestDelegate next) =>
        context => RunAsync(context, endpoint, token, end, next);

    private async Task RunAsync(HttpContext context, ProtectedEndpoint endpoint, Token token, IRequestEnd end, RequestDelegate next)
    {
        using var request = new LongRequest(context, end, time);
        try
        {
            // Where only an upgraded connection ends, nothing is monitored before.
            if (end is UpgradeEnd { EndsResponse: false } upgrade)
                upgrade.OnUpgraded(() => Monitor(context, endpoint, token, request));
            else
                Monitor(context, endpoint, token, request);
            await next(context);
        }
        catch (Exception e) when (request.Explains(e))
        {
            // Nothing was sent yet: the client learns what its next request would result in.
            if (!context.Response.HasStarted)
                throw new RefusalException(request.Ended!, request.Ended!.Reason);
            // It was canceled before it started, and has started as something else than a stream of events.
            if (endpoint.LongRequests is LongRequestKind.None or LongRequestKind.Events && end is not SocketEnd
                && !EventStream.Is(context.Response.Headers.ContentType))
                context.Abort();
        }

        if (request.Ended is not { } over)
            return;
        Log.LongRequestEnded(logger, endpoint.Name, over.Reason);
        Conclude(context, endpoint.LongRequests, over);
    }

    private void Monitor(HttpContext context, ProtectedEndpoint endpoint, Token token, LongRequest request)
    {
        var leavesExpiry = endpoint.LongRequests == LongRequestKind.Connection
            && ConnectionExpiry.IsLeftToSignalR(context, endpoint.Endpoint);
        monitor.Attach(context, token, request, leavesExpiry);
    }
}
