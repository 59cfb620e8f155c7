using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Refuses a refresh cookie beside an access cookie of another session: somebody planted one of them.</summary>
internal sealed class PlantedCookieCheck(CookieLocation cookies, TokenValidator validator)
{
    private static readonly Refusal OtherSession = new(
        JwtErrorCode.TokenInvalid,
        "The refresh cookie and the access cookie belong to two sessions: one of them was planted.",
        suspicious: true);

    /// <summary>Compares the sessions of both cookies.</summary>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public Refusal? Check(HttpRequest request, Token refresh)
    {
        var access = cookies.Find(request, TokenType.Access);
        var isOfAnother = access.HasText
            && validator.Validate(access.Text, access.OriginalString, TokenTypes.Access).TryGet(out var token, out _)
            && token.SessionId != refresh.SessionId;
        return isOfAnother ? OtherSession : null;
    }
}
