using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCaching;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Keeps the response to one request out of every cache, if tokens are issued for it (RFC 6749, 5.1).</summary>
internal sealed class TokenResponse
{
    private readonly IssueWatch _watch = new();
    private readonly HttpResponse _response;

    private TokenResponse(HttpResponse response) => _response = response;

    /// <summary>Handles a request whose handler may issue tokens.</summary>
    /// <returns>A task that completes when the request was handled.</returns>
    public static Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var response = new TokenResponse(context.Response);
        context.Response.OnStarting(static state =>
        {
            ((TokenResponse)state).Protect();
            return Task.CompletedTask;
        }, response);
        // The caller gets its own flow back: what it does later is not part of the request.
        var caller = ExecutionContext.Capture();
        response._watch.Enter();
        try
        {
            return context.Features.Get<IResponseCachingFeature>() is null ? next(context) : response.RunInFrontOfCacheAsync(context, next);
        }
        finally
        {
            if (caller is not null)
                ExecutionContext.Restore(caller);
        }
    }

    // The cache decides at the first write to the body, before the response starts.
    private async Task RunInFrontOfCacheAsync(HttpContext context, RequestDelegate next)
    {
        var cache = context.Response.Body;
        var body = new FirstWriteStream(cache, Protect);
        context.Response.Body = body;
        try
        {
            await next(context);
            // What is buffered in the writer of this body would be lost with it; an empty body must not start the response.
            if (context.Response.BodyWriter is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 } writer)
                await writer.FlushAsync(context.RequestAborted);
            body.BeforeWrite();
        }
        finally
        {
            context.Response.Body = cache;
        }
    }

    private void Protect()
    {
        if (!_watch.SawToken || _response.HasStarted)
            return;
        if (_response.HttpContext.Features.Get<IOutputCacheFeature>() is { } cache)
            cache.Context.AllowCacheStorage = false;
        // A token alone may be meant for another service, and the page for everybody: that is for the handler to say.
        if (!_watch.SawPair && !StringValues.IsNullOrEmpty(_response.Headers.CacheControl))
            return;
        OAuthResponse.ForbidCaching(_response);
    }
}
