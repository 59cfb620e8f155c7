using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>When a page view renews the cookies of its session.</summary>
/// <param name="Within">The remaining lifetime of an access token below which it is renewed.</param>
/// <param name="Time">The clock.</param>
internal sealed record CookieRenewalCondition(TimeSpan Within, TimeProvider Time)
{
    /// <summary>Whether the access token is missing or about to expire.</summary>
    /// <returns><see langword="true"/> if it is to be renewed.</returns>
    public bool IsDue(Token? access) => access is null || access.Exp - Time.GetUtcNow() <= Within;

    /// <summary>
    /// Whether a browser loads a page for somebody to look at. Images and scripts of a page are queued: they arrive seconds later, with the
    /// cookies of then.
    /// </summary>
    /// <returns><see langword="true"/> if the request is a top-level navigation.</returns>
    public static bool IsPageView(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) || request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.Ordinal))
            return false;
        // Another site can begin a navigation and cut it off before its cookies arrive.
        if (request.Headers["Sec-Fetch-Site"] == "cross-site")
            return false;
        var mode = request.Headers["Sec-Fetch-Mode"];
        return mode.Count == 0
            ? request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            : mode == "navigate" && request.Headers["Sec-Fetch-Dest"].ToString() is "" or "document";
    }
}
