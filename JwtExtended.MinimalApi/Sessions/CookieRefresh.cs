using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Carries out the refresh that a request asks for, and responds with cookies where it came with one.</summary>
internal sealed class CookieRefresh(MeasuredRotation rotation, TokenCookies cookies)
{
    /// <summary>Whether the access token is sent as a cookie as well, and not in the body.</summary>
    public bool CarriesAccess => cookies.Rules.CarriesAccess;

    /// <summary>Clears the cookies of a request whose session is over.</summary>
    public void ClearIfOver(HttpContext context, Token? token, Refusal refusal)
    {
        if (token is not null && cookies.AreOver(context.Request, token, refusal))
            cookies.Clear(context.Response);
    }

    /// <returns>The new tokens, or the refusal.</returns>
    public async ValueTask<Outcome<RefreshedTokens>> RefreshAsync(HttpContext context, RefreshRequest request)
    {
        var outcome = await rotation.RotateAsync(request with { SetsAccessCookie = request.ByCookie && CarriesAccess });
        if (request.ByCookie && outcome.Value is { } refreshed)
        {
            if (CarriesAccess)
                cookies.Set(context.Response, refreshed.Pair.Access);
            if (!refreshed.KeepsRefreshToken)
                cookies.Set(context.Response, refreshed.Pair.Refresh);
        }

        return outcome;
    }
}
