using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>
/// Reads a request for tokens by a form. Any page can send a form, with the cookies of the user who looks at it: where a form asks for
/// tokens, nothing else of the request is a credential.
/// </summary>
internal sealed class TokenRequestReader(ClientAuthentication clients)
{
    private const string RefreshGrant = "refresh_token";

    private static readonly Refusal NoGrantType = TokenForm.Refuse("The form has no grant_type.", "Send grant_type=refresh_token.");
    private static readonly Refusal NoToken = TokenForm.Refuse("The form has no refresh_token.", "Send refresh_token.");

    private static readonly Refusal OtherGrantType = new(
        JwtErrorCode.RequestInvalid, "The grant_type is not refresh_token.", advice: "Send grant_type=refresh_token.")
    {
        OAuthError = "unsupported_grant_type",
    };

    private static readonly Refusal NoScope = new(
        JwtErrorCode.RequestInvalid, "The scope of the form is empty.", advice: "Name scopes, or leave scope out.")
    {
        OAuthError = "invalid_scope",
    };

    /// <summary>Reads the request.</summary>
    /// <param name="context">The request, which gets a <see cref="TokenRequest"/> if it asks for tokens by a form.</param>
    /// <returns>The token or the refusal; <see langword="null"/> for any other request.</returns>
    public async ValueTask<LocatedToken?> ReadAsync(HttpContext context)
    {
        if (!TokenForm.IsSent(context.Request))
            return null;
        var form = await RequestForm.ReadAsync(context);
        if (!form.IsTokenRequest)
            return null;
        var request = new TokenRequest(form);
        context.Features.Set(request);
        if (form.Refusal is { } unusable)
            return new LocatedToken(unusable);
        if (!clients.Authenticate(context, form).TryGet(out var client, out var refusal))
            return new LocatedToken(refusal);
        request.ClientId = client.Id;
        if ((CheckGrant(form) ?? (request.Scopes is { Count: 0 } ? NoScope : null)) is { } invalid)
            return new LocatedToken(invalid);
        return form.RefreshToken is { } token
            ? new LocatedToken(token, TokenLocation.Form, TokenTypes.Refresh)
            : new LocatedToken(NoToken);
    }

    private static Refusal? CheckGrant(TokenForm form) => form.GrantType switch
    {
        null => NoGrantType,
        RefreshGrant => null,
        _ => OtherGrantType,
    };
}
