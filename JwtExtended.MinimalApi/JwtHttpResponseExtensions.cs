using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Tokens;
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
        var parts = PartsFor(response);
        var (access, refresh) = (Read(parts, pair.AccessToken, TokenType.Access), Read(parts, pair.RefreshToken, TokenType.Refresh));
        parts.Cookies.Set(response, access);
        parts.Cookies.Set(response, refresh);
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
        Jwt.For(response.HttpContext.RequestServices).Runtime.Cookies.Clear(response);
    }

    private static void Set(HttpResponse response, string encoded, TokenType type)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(encoded);
        var parts = PartsFor(response);
        parts.Cookies.Set(response, Read(parts, encoded, type));
    }

    private static JwtRuntime PartsFor(HttpResponse response)
    {
        var parts = Jwt.For(response.HttpContext.RequestServices).Runtime;
        return parts.Csrf.PermitsLogin(response.HttpContext) ? parts : throw new CrossSiteLoginException();
    }

    private static Token Read(JwtRuntime parts, string encoded, TokenType type) =>
        parts.Reader.Validate(encoded, type.ToTypes()).TryGet(out var token, out var refusal)
            ? token
            : throw new ArgumentException($"The {type} token is not one that this app accepts ({refusal.Code}): a browser would send it in vain. Pass a token that this app just issued.");
}
