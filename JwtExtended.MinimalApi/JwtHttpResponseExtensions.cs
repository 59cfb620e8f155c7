using JwtExtended.MinimalApi.Sessions;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <summary>
/// The cookies that carry tokens (<see cref="JwtOptions.Cookies"/>). On a request that another site made and that changes something none is set, and
/// the answer is <see cref="JwtErrorCode.CsrfMismatch"/>: nobody is signed in to somebody else's account.
/// </summary>
public static class JwtHttpResponseExtensions
{
    /// <summary>Sets the cookies of a login: both tokens.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="pair">The pair.</param>
    /// <exception cref="ArgumentException">A token is not one that this app accepts.</exception>
    public static void SetTokenCookies(this HttpResponse response, TokenPair pair)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(pair);
        CookiesOf(response).Set(response, (pair.AccessToken, TokenType.Access), (pair.RefreshToken, TokenType.Refresh));
    }

    /// <summary>Sets the cookie of an access token.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="accessToken">The compact text.</param>
    /// <exception cref="ArgumentException">The token is not one that this app accepts.</exception>
    public static void SetAccessCookie(this HttpResponse response, string accessToken) => Set(response, accessToken, TokenType.Access);

    /// <summary>Sets the cookie of a refresh token.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="refreshToken">The compact text.</param>
    /// <exception cref="ArgumentException">The token is not one that this app accepts.</exception>
    public static void SetRefreshCookie(this HttpResponse response, string refreshToken) => Set(response, refreshToken, TokenType.Refresh);

    /// <summary>Clears the cookies. It revokes nothing: that is <see cref="Token.RevokeAsync"/>, or <c>MapJwtLogout</c>.</summary>
    /// <param name="response">The answer.</param>
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
