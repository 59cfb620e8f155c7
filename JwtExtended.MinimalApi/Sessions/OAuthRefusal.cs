using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Refusals of more than one OAuth endpoint.</summary>
internal static class OAuthRefusal
{
    public static readonly Refusal NoToken = TokenForm.Refuse("The form has no token.", "Send token.");

    public static readonly Refusal WiderScope = new(
        JwtErrorCode.RequestInvalid, "The requested scopes are not those of the session.", advice: "Name scopes of the session alone.")
    {
        OAuthError = "invalid_scope",
    };
}
