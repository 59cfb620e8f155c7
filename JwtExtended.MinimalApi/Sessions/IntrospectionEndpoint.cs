using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>
/// The handler of <c>MapJwtIntrospection</c> (RFC 7662), for services that hold no store. The store is asked without any cache; one that
/// does not respond is never taken for a token that is active.
/// </summary>
internal sealed class IntrospectionEndpoint(
    ClientAuthentication clients, TokenValidator validator, RevocationCheck revocation, JwtMetrics metrics)
{
    /// <summary>Whether callers that ask for refresh tokens learn of them.</summary>
    public required bool AllowsRefreshTokens { get; init; }

    private const string RefreshHint = "refresh_token";

    /// <returns>The refusal, or <see langword="null"/> after the response was written.</returns>
    public async ValueTask<Refusal?> HandleAsync(HttpContext context)
    {
        var form = await RequestForm.ReadAsync(context);
        if (form.Refusal is { } unusable)
            return unusable;
        if (!clients.AuthenticateCaller(context, form).TryGet(out var caller, out var refusal))
            return refusal;
        if (form.Token is not { } text)
            return OAuthRefusal.NoToken;
        var token = Find(text, caller.Id!, form.TokenTypeHint);
        if (token is not null)
        {
            var lookUp = await revocation.CheckStrictlyAsync(token, forExchange: false, context.RequestAborted);
            if (lookUp.Refusal is { Code: JwtErrorCode.StoreUnavailable } unavailable)
            {
                metrics.Introspected(TagValue.Failed);
                return unavailable;
            }

            token = lookUp.Refusal is null ? token : null;
        }

        metrics.Introspected(token is null ? TagValue.Inactive : TagValue.Active);
        await IntrospectionResponse.WriteAsync(context, token);
        return null;
    }

    // RFC 7662, 4: whether the token can be used at the service that asks. A service that takes whatever is active for an access token
    // would take a refresh token for one, so that only a caller who asks for refresh tokens learns of them.
    private Token? Find(string text, string caller, string? hint)
    {
        var accepted = AllowsRefreshTokens && hint == RefreshHint ? TokenTypes.Any : TokenTypes.Access;
        if (validator.Validate(text, accepted).TryGet(out var own, out _))
            return own;
        return validator.ValidateForAnyone(text, TokenTypes.Access).TryGet(out var token, out _)
            && token.Aud.Contains(caller, StringComparer.Ordinal) && validator.CheckTime(token) is null
            ? token
            : null;
    }
}
