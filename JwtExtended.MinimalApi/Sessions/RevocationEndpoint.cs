using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>
/// The handler of <c>MapJwtRevocation</c> (RFC 7009). Anyone who has a token may revoke it, and learns nothing else: the response is the
/// same for a token that never was one.
/// </summary>
internal sealed class RevocationEndpoint(ClientAuthentication clients, TokenValidator validator, RevocationWriter writer)
{
    private static readonly Refusal Unsupported = new(
        JwtErrorCode.RequestInvalid, "A ticket is not revoked by itself.", advice: "Revoke the access token that the ticket was made for.")
    {
        OAuthError = "unsupported_token_type",
    };

    /// <returns>The refusal, or <see langword="null"/> when the token is not valid any more.</returns>
    /// <exception cref="RevocationStoreException">The store did not confirm the revocation.</exception>
    public async ValueTask<Refusal?> HandleAsync(HttpContext context)
    {
        var form = await RequestForm.ReadAsync(context);
        if (form.Refusal is { } unusable)
            return unusable;
        if (clients.Authenticate(context, form).Refusal is { } refusal)
            return refusal;
        if (form.Token is not { } text)
            return OAuthRefusal.NoToken;
        // Told by what the text says of itself: whether it is valid is not told.
        if (validator.PeekType(text) == TokenType.Ticket)
            return Unsupported;
        // A refresh token ends its session, also one that was exchanged. Not with the request's cancellation.
        if (validator.ValidateForAnyone(text, TokenTypes.Any).TryGet(out var token, out _))
            await writer.RevokeAsync(token, CancellationToken.None);
        context.Response.StatusCode = StatusCodes.Status200OK;
        return null;
    }
}
