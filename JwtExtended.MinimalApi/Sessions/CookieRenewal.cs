using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>
/// Renews the cookies of a session with a page view: an exchange of the refresh cookie by the rules of every other one, except that it
/// ends nothing. Reuse is decided where a client asks for a refresh.
/// </summary>
internal sealed class CookieRenewal(
    CookieRenewalCondition condition, RefreshCookie refreshCookie, MeasuredRotation rotation, TokenCookies cookies, ILogger logger)
{
    public void Attach(HttpContext context, Token? access)
    {
        if (condition.IsDue(access) && CookieRenewalCondition.IsPageView(context.Request))
            context.Response.OnStarting(() => RenewAsync(context, access));
    }

    private async Task RenewAsync(HttpContext context, Token? access)
    {
        // A login, a refresh or a logout in the handler has decided about the cookies.
        if (cookies.AreTouchedBy(context.Response) || context.Response.StatusCode >= StatusCodes.Status400BadRequest)
            return;
        try
        {
            // Looked up again, and strictly: the handler may have ended the session, and a store that does not respond renews nothing.
            // The session is compared here too: the access cookie may have expired since it was verified.
            if (await refreshCookie.FindAsync(context) is not { } refresh
                || access is not null && access.SessionId != refresh.Token.SessionId)
                return;
            if (!(await rotation.RotateAsync(refresh with { OnlyCurrent = true, SetsAccessCookie = true })).TryGet(out var renewed, out _))
                return;
            cookies.Set(context.Response, renewed.Pair.Access);
            if (!renewed.KeepsRefreshToken)
                cookies.Set(context.Response, renewed.Pair.Refresh);
        }
        catch (Exception e)
        {
            // The response is right without new cookies: the old ones are still valid, and the next request tries again.
            Log.RenewalFailed(logger, e);
        }
    }
}
