using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Reads the refresh cookie of a request that was not made to refresh.</summary>
internal sealed class RefreshCookie(
    CookieLocation cookies, TokenValidator validator, RevocationCheck revocation, PlantedCookieCheck planted)
{
    /// <summary>Finds the refresh token of a session that goes on.</summary>
    /// <returns>The refresh to ask for; <see langword="null"/> without a token that is valid and not revoked.</returns>
    public async ValueTask<RefreshRequest?> FindAsync(HttpContext context)
    {
        var located = cookies.Find(context.Request, TokenType.Refresh);
        if (!located.HasText
            || !validator.Validate(located.Text, located.OriginalString, TokenTypes.Refresh).TryGet(out var token, out _))
            return null;
        // Also where the access cookie was ignored.
        if (planted.Check(context.Request, token) is not null)
            return null;
        var result = await revocation.CheckStrictlyAsync(token, forExchange: true, context.RequestAborted);
        return result.Refusal is not null ? null
            : new RefreshRequest(token, result.Session, ByCookie: true, new JwtRefreshContext(token, context))
            {
                LookUpTimestamp = result.Timestamp,
            };
    }
}
