using JwtExtended.MinimalApi.Cookies;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Clears an access cookie that is never accepted again: no script can remove it, and browsers send it until it expires.</summary>
internal static class DeadCookie
{
    /// <summary>Clears the cookie when the response starts, unless the handler has set or cleared cookies itself.</summary>
    public static void ClearOnStarting(HttpContext context, TokenCookies cookies)
    {
        if (IsOfOwnPage(context.Request))
            context.Response.OnStarting(() => ClearAsync(context.Response, cookies));
    }

    private static Task ClearAsync(HttpResponse response, TokenCookies cookies)
    {
        if (cookies.AreTouchedBy(response))
            return Task.CompletedTask;
        cookies.Clear(response, TokenType.Access);
        response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }

    // What another site embeds or fetches must not decide about cookies. Without fetch metadata the request is not known to be our page's.
    private static bool IsOfOwnPage(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] == "same-origin"
        || (request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document");
}
