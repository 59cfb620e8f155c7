using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Sets a new access cookie on the answer to a request whose own is about to expire.</summary>
internal sealed class CookieRenewal(AccessRenewal renewal, RevocationCheck revocation, TokenValidator reader, TokenCookies cookies, ILogger logger)
{
    public void Attach(HttpContext context, Token access)
    {
        if (renewal.IsDue(access))
            context.Response.OnStarting(() => RenewAsync(context, access));
    }

    private async Task RenewAsync(HttpContext context, Token access)
    {
        // A login, a refresh or a logout in the handler has said what the cookies are.
        if (cookies.AreTouchedBy(context.Response) || context.Response.StatusCode >= StatusCodes.Status400BadRequest)
            return;
        try
        {
            // Asked again, and strictly: the handler may have ended the session, and a store that does not answer renews nothing.
            if (await revocation.CheckStrictlyAsync(access, context.RequestAborted) is null
                && await renewal.RenewAsync(access, context.RequestServices, context.RequestAborted) is { } renewed
                && reader.Validate(renewed, TokenTypes.Access).TryGet(out var token, out _))
                cookies.Set(context.Response, token);
        }
        catch (Exception e)
        {
            // The answer is right without a new cookie: the old one still counts, and the next request tries again.
            Log.RenewalFailed(logger, e);
        }
    }
}
