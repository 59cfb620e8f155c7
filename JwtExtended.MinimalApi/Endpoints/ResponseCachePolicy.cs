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

/// <summary>Keeps the answers of protected endpoints out of caches that serve more than one caller.</summary>
internal static class ResponseCachePolicy
{
    private static readonly StringValues NoStore = "no-store";

    public static StringValues VaryOf(ImmutableArray<TokenLocation> locations, TokenLocator locator, EndpointRequirement requirement)
    {
        // A cache that leaves the query out of its key (response caching does) tells nobody apart: nothing may match.
        if (locations.Contains(TokenLocation.Query) || locations.Contains(TokenLocation.Ticket))
            return "*";
        var names = new List<string> { locator.Header.Name };
        if ((requirement.Types & TokenTypes.Refresh) != 0 && !locator.RefreshHeader.HasNameOf(locator.Header))
            names.Add(locator.RefreshHeader.Name);
        if (locations.Contains(TokenLocation.Cookie))
            names.Add(HeaderNames.Cookie);
        return string.Join(", ", names);
    }

    /// <summary>Called before the handler, which may replace <c>Cache-Control</c> unless the query is a location, but cannot put its answer into the output cache.</summary>
    public static void KeepOut(HttpContext context, ProtectedEndpoint plan)
    {
        context.Response.Headers.CacheControl = NoStore;
        AddVary(context.Response.Headers, plan.Vary);
        if (context.Features.Get<IOutputCacheFeature>() is { } cache)
        {
            cache.Context.AllowCacheStorage = false;
            cache.Context.EnableOutputCaching = false;
        }
    }

    /// <summary>Runs the handler, and puts <c>Vary</c> back in where it was replaced (MVC's response caching clears it).</summary>
    public static Task RunAsync(HttpContext context, ProtectedEndpoint plan, RequestDelegate next)
    {
        if (context.Features.Get<IResponseCachingFeature>() is not null)
            return RunInFrontOfCacheAsync(context, plan, next);
        context.Response.OnStarting(
            static state =>
            {
                var context = (HttpContext)state;
                if (AuthenticationOutcome.Of(context) is { } outcome)
                    Restore(context.Response, outcome.Plan);
                return Task.CompletedTask;
            },
            context);
        return next(context);
    }

    // The cache decides at the first write to the body, before the response starts.
    private static async Task RunInFrontOfCacheAsync(HttpContext context, ProtectedEndpoint plan, RequestDelegate next)
    {
        var cache = context.Response.Body;
        var outcome = AuthenticationOutcome.Of(context);
        var body = new FirstWriteStream(cache, () =>
        {
            Restore(context.Response, plan);
            outcome?.RestoreError(context.Response);
        });
        context.Response.Body = body;
        try
        {
            await next(context);
            // What lies in the writer of this body would be lost with it; an empty body must not start the response.
            if (context.Response.BodyWriter is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 } writer)
                await writer.FlushAsync(context.RequestAborted);
            body.BeforeWrite();
        }
        finally
        {
            context.Response.Body = cache;
        }
    }

    private static void Restore(HttpResponse response, ProtectedEndpoint plan)
    {
        if (response.HasStarted)
            return;
        // Whoever adds to Vary later (compression does) makes "*" void: with it no cache may store at all.
        if (plan.Vary == "*" || StringValues.IsNullOrEmpty(response.Headers.CacheControl))
            response.Headers.CacheControl = NoStore;
        AddVary(response.Headers, plan.Vary);
    }

    private static void AddVary(IHeaderDictionary headers, StringValues vary)
    {
        // Only where it stands alone does "*" mean that nothing matches.
        if (StringValues.IsNullOrEmpty(headers.Vary) || vary == "*")
            headers.Vary = vary;
        else if (!headers.Vary.Contains(vary.ToString()))
            headers.Vary = StringValues.Concat(headers.Vary, vary);
    }
}
