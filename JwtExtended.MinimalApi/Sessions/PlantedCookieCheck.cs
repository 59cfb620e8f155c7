using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>
/// Refuses a refresh cookie beside an access token of another session: somebody planted one of them. The access token has often expired
/// when its session is refreshed, and proves all the same whose it was.
/// </summary>
internal sealed class PlantedCookieCheck(CookieLocation cookies, HeaderLocation header, TokenValidator validator)
{
    private static readonly Refusal OtherSession = new(
        JwtErrorCode.TokenInvalid,
        "The refresh cookie and the access token beside it belong to two sessions: one of them was planted.",
        suspicious: true);

    /// <summary>Compares the session of a refresh cookie with those of the access tokens beside it.</summary>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public Refusal? Check(HttpRequest request, Token refresh) =>
        Check(cookies.Find(request, TokenType.Access), refresh) ?? Check(header.Find(request, TokenTypes.Access), refresh);

    private Refusal? Check(in LocatedToken access, Token refresh)
    {
        // Two access tokens cannot be compared: a site that plants one cookie can plant another.
        if (access.Refusal is { Code: JwtErrorCode.RequestAmbiguous })
            return access.Refusal;
        return access.HasText && validator.FindSigned(access.Text)?.IsOfOtherSession(refresh.Identity, refresh.SessionId) == true
            ? OtherSession
            : null;
    }
}
