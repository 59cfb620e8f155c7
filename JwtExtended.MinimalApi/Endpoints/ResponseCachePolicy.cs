using System.Collections.Immutable;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCaching;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Keeps the responses of protected endpoints out of caches that serve more than one caller.</summary>
internal static class ResponseCachePolicy
{
    private static readonly StringValues NoStore = "no-store";

    /// <summary>What a cache must tell apart.</summary>
    /// <returns>The value of the <c>Vary</c> header.</returns>
    public static StringValues VaryOf(ImmutableArray<TokenLocation> locations, TokenLocator locator, EndpointRequirement requirement)
    {
        // A cache that leaves the query or the body out of its key (response caching does) cannot tell callers apart: nothing may match.
        if (locations.Any(static location => location is TokenLocation.Query or TokenLocation.Ticket or TokenLocation.JsonBody))
            return "*";
        var names = new List<string> { locator.Header.Name };
        if ((requirement.Types & TokenTypes.Refresh) != 0 && !locator.RefreshHeader.HasNameOf(locator.Header))
            names.Add(locator.RefreshHeader.Name);
        if (locations.Contains(TokenLocation.Cookie))
            names.Add(HeaderNames.Cookie);
        return string.Join(", ", names);
    }

    /// <summary>
    /// Applied before the handler, which may replace <c>Cache-Control</c> where only headers and cookies are locations, but cannot
    /// put its response into the output cache.
    /// </summary>
    public static void Apply(HttpContext context, ProtectedEndpoint endpoint, bool hasOutputCache)
    {
        context.Response.Headers.CacheControl = NoStore;
        AddVary(context.Response.Headers, endpoint.Vary);
        if (hasOutputCache && context.Features.Get<IOutputCacheFeature>() is { } cache)
        {
            cache.Context.AllowCacheStorage = false;
            cache.Context.EnableOutputCaching = false;
        }
    }

    /// <summary>
    /// Calls the handler, and restores <c>Vary</c> where it was replaced (MVC's response caching clears it), and the status of an error
    /// page before a cache sees it.
    /// </summary>
    /// <returns>A task that completes when the request was handled.</returns>
    public static Task RunAsync(HttpContext context, ProtectedEndpoint endpoint, AuthenticationOutcome outcome, RequestDelegate next)
    {
        if (endpoint.CanUndoHeaders)
            context.Response.OnStarting(StartAsync, (context, endpoint, outcome));
        return context.Features.Get<IResponseCachingFeature>() is null
            ? next(context)
            : RunInFrontOfCacheAsync(context, endpoint, outcome, next);
    }

    private static Task StartAsync(object state)
    {
        var (context, endpoint, outcome) = ((HttpContext, ProtectedEndpoint, AuthenticationOutcome))state;
        // Another endpoint of the same request has a policy of its own. One that is taken away (files) has none.
        if (TokenFeature.Last(context) is { } last && !ReferenceEquals(last, outcome))
            return Task.CompletedTask;
        Restore(context.Response, endpoint);
        endpoint.OnStarting(context, outcome);
        return Task.CompletedTask;
    }

    // The cache decides at the first write to the body, before the response starts.
    private static async Task RunInFrontOfCacheAsync(
        HttpContext context, ProtectedEndpoint endpoint, AuthenticationOutcome outcome, RequestDelegate next)
    {
        var cache = context.Response.Body;
        var body = new FirstWriteStream(cache, () =>
        {
            if (endpoint.CanUndoHeaders)
                Restore(context.Response, endpoint);
            outcome.OnHandlerReturned(context.Response);
        });
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

    private static void Restore(HttpResponse response, ProtectedEndpoint endpoint)
    {
        if (response.HasStarted)
            return;
        // A middleware that adds to Vary later (compression does) voids "*": with it no cache may store at all.
        if (endpoint.Vary == "*" || StringValues.IsNullOrEmpty(response.Headers.CacheControl))
            response.Headers.CacheControl = NoStore;
        AddVary(response.Headers, endpoint.Vary);
    }

    private static void AddVary(IHeaderDictionary headers, StringValues vary)
    {
        // Only alone does "*" mean that nothing matches.
        if (StringValues.IsNullOrEmpty(headers.Vary) || vary == "*")
            headers.Vary = vary;
        else if (!headers.Vary.Contains(vary.ToString()))
            headers.Vary = StringValues.Concat(headers.Vary, vary);
    }
}
