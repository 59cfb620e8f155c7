using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Revocation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Sets a new access cookie on the response to a request whose own is about to expire.</summary>
internal sealed class CookieRenewal(AccessRenewal renewal, RevocationCheck revocation, TokenCookies cookies, ILogger logger)
{
    public void Attach(HttpContext context, Token access)
    {
        if (renewal.IsDue(access))
            context.Response.OnStarting(() => RenewAsync(context, access));
    }

    private async Task RenewAsync(HttpContext context, Token access)
    {
        // A login, a refresh or a logout in the handler has decided about the cookies.
        if (cookies.AreTouchedBy(context.Response) || context.Response.StatusCode >= StatusCodes.Status400BadRequest)
            return;
        try
        {
            // Looked up again, and strictly: the handler may have ended the session, and a store that does not respond renews nothing.
            var result = await revocation.CheckStrictlyAsync(access, context.RequestAborted);
            var refresh = new JwtRefreshContext(access, context.RequestServices, context.RequestAborted);
            if (result.Refusal is null && await renewal.RenewAsync(refresh) is { } renewed)
                cookies.Set(context.Response, renewed);
        }
        catch (Exception e)
        {
            // The response is right without a new cookie: the old one is still valid, and the next request tries again.
            Log.RenewalFailed(logger, e);
        }
    }
}
