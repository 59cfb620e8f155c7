using JwtExtended.MinimalApi.Sessions;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to set and clear the cookies that carry tokens (<see cref="JwtOptions.Cookies"/>).</summary>
/// <remarks>
/// A cross-site request with an unsafe method gets no cookies: its response is <see cref="JwtErrorCode.CsrfMismatch"/>, so that another
/// site cannot sign a user in to an attacker's account (login CSRF), in every <see cref="CsrfOptions.Mode"/>.
/// </remarks>
public static class JwtHttpResponseExtensions
{
    /// <summary>
    /// Sets the cookies of an access token and a refresh token; with <see cref="CookieCarry.RefreshOnly"/> only the latter.
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="pair">The tokens.</param>
    /// <exception cref="ArgumentException">
    /// This application does not accept one of the tokens, or it is too long for a cookie (4,096 bytes with its name; RFC 6265, 6.1).
    /// </exception>
    public static void SetTokenCookies(this HttpResponse response, TokenPair pair)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(pair);
        CookiesOf(response).Set(response, (pair.AccessToken, TokenType.Access), (pair.RefreshToken, TokenType.Refresh));
    }

    /// <summary>Sets the cookie of an access token.</summary>
    /// <param name="response">The response.</param>
    /// <param name="accessToken">The token in compact serialization.</param>
    /// <exception cref="ArgumentException">This application does not accept the token, or it is too long for a cookie.</exception>
    /// <exception cref="InvalidOperationException">
    /// <see cref="JwtCookieOptions.Carry"/> is <see cref="CookieCarry.RefreshOnly"/>.
    /// </exception>
    public static void SetAccessCookie(this HttpResponse response, string accessToken) =>
        Set(response, accessToken, TokenType.Access);

    /// <summary>Sets the cookie of a refresh token.</summary>
    /// <param name="response">The response.</param>
    /// <param name="refreshToken">The token in compact serialization.</param>
    /// <exception cref="ArgumentException">This application does not accept the token, or it is too long for a cookie.</exception>
    public static void SetRefreshCookie(this HttpResponse response, string refreshToken) =>
        Set(response, refreshToken, TokenType.Refresh);

    /// <summary>
    /// Clears the cookies. The tokens stay valid; revoke them with <see cref="Token.RevokeAsync"/>, or map a logout endpoint with
    /// <see cref="JwtEndpointRouteBuilderExtensions.MapJwtLogout"/>.
    /// </summary>
    /// <param name="response">The response.</param>
    public static void ClearTokenCookies(this HttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        CookiesOf(response).Clear(response);
    }

    private static void Set(HttpResponse response, string encoded, TokenType type)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(encoded);
        CookiesOf(response).Set(response, (encoded, type));
    }

    private static LoginCookies CookiesOf(HttpResponse response) => response.HttpContext.GetJwtService().Runtime.Sessions.Cookies;
}
