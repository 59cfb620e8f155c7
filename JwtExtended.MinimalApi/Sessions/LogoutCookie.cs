using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>
/// Finds the session in the cookies of a logout whose token is of another one: a tab that kept an older access token in memory, or a
/// planted cookie. The cookies are cleared, so their session must end as well.
/// </summary>
internal sealed class LogoutCookie(CookieLocation cookies, TokenValidator validator, CsrfCheck csrf)
{
    private static readonly TokenType[] Types = [TokenType.Refresh, TokenType.Access];

    /// <summary>Finds the token in the cookies.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">The token that logs out.</param>
    /// <returns>A token of another session; otherwise <see langword="null"/>.</returns>
    public Token? Find(HttpContext context, Token caller)
    {
        // The rule by which the cookies are cleared: no other site signs the user out.
        if (csrf.CheckSameOrigin(context) is not null)
            return null;
        foreach (var type in Types)
        {
            var located = cookies.Find(context.Request, type);
            if (located.HasText
                && validator.Validate(located.Text, located.OriginalString, type.ToTypes()).TryGet(out var token, out _)
                && !IsOfSameSession(token, caller))
                return token;
        }

        return null;
    }

    // A later login of the same device has the same id, and is another session.
    private static bool IsOfSameSession(Token one, Token other) => one.Identity == other.Identity
        && one.SessionId == other.SessionId && one.ClaimSet.SessionStarted == other.ClaimSet.SessionStarted;
}
