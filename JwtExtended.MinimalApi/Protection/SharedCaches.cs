using System.Collections.Immutable;
using JwtExtended.MinimalApi.Locations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Protection;

/// <summary>Keeps the answers of protected endpoints out of caches that serve more than one caller.</summary>
internal static class SharedCaches
{
    private static readonly StringValues NoStore = "no-store";

    public static StringValues VaryOf(ImmutableArray<TokenLocation> locations, TokenLocator locator, JwtRequirement requirement)
    {
        // A cache that leaves the query out of its key (response caching does) tells nobody apart: nothing may match.
        if (locations.Contains(TokenLocation.Query))
            return "*";
        return (requirement.Kinds & TokenKinds.Refresh) != 0 && locator.RefreshHeader.Name != locator.Header.Name
            ? $"{locator.Header.Name}, {locator.RefreshHeader.Name}"
            : locator.Header.Name;
    }

    /// <summary>Called before the handler, which may replace <c>Cache-Control</c>, but cannot put its answer into the output cache.</summary>
    public static void KeepOut(HttpContext context, EndpointPlan plan)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = NoStore;
        headers.Vary = StringValues.IsNullOrEmpty(headers.Vary) ? plan.Vary : StringValues.Concat(headers.Vary, plan.Vary);
        if (context.Features.Get<IOutputCacheFeature>() is { } cache)
        {
            cache.Context.AllowCacheStorage = false;
            cache.Context.EnableOutputCaching = false;
        }
    }
}
