using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>
/// Ends the sessions in the cookies of a logout that are not those of its token: a tab that kept an older access token in memory, or a
/// planted cookie. The cookies are cleared, so their sessions must end as well.
/// </summary>
internal sealed class LogoutCookies(CookieLocation cookies, TokenValidator validator, CsrfCheck csrf, RevocationWriter writer)
{
    private static readonly TokenType[] Types = [TokenType.Refresh, TokenType.Access];

    /// <summary>Decides whether a request may clear the cookies: no other site signs the user out.</summary>
    /// <param name="context">The request.</param>
    /// <returns><see langword="true"/> if it may; then the sessions in them have to end.</returns>
    public bool MayClear(HttpContext context) => csrf.CheckSameOrigin(context) is null;

    /// <summary>Ends the sessions of the cookies that the request clears. Not with the request's cancellation.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">The token that logs out, or <see langword="null"/> if it was refused.</param>
    /// <returns>A task that completes when the store has confirmed.</returns>
    public async ValueTask EndAsync(HttpContext context, Token? caller)
    {
        if (!MayClear(context))
            return;
        var ended = caller;
        foreach (var type in Types)
        {
            var located = cookies.Find(context.Request, type);
            if (!located.HasText
                || !validator.Validate(located.Text, located.OriginalString, type.ToTypes()).TryGet(out var token, out _)
                || IsOfSameSession(token, caller) || IsOfSameSession(token, ended))
                continue;
            await writer.EndAsync(token, CancellationToken.None);
            ended = token;
        }
    }

    // A later login of the same device has the same id, and is another session.
    private static bool IsOfSameSession(Token one, Token? other) => other is not null && (one.SessionId is null
        ? one.Equals(other)
        : one.Identity == other.Identity && one.SessionId == other.SessionId
            && one.ClaimSet.SessionStarted == other.ClaimSet.SessionStarted);
}
