using System.Collections.Immutable;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>What an endpoint says about the authentication of its requests.</summary>
internal sealed record AuthenticationPolicy
{
    /// <summary>The types of token that it accepts.</summary>
    public required TokenTypes Types { get; init; }

    /// <summary>Where tokens are looked for, in this order.</summary>
    public required ImmutableArray<TokenLocation> Locations { get; init; }

    /// <summary>
    /// Whether the endpoint serves requests without a token. A cookie that is not accepted then counts as none: a browser sends it by
    /// itself, and no script can remove it.
    /// </summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether every credential that is not accepted counts as none, not cookies alone.</summary>
    public bool IgnoresBadCredentials { get; init; }

    /// <summary>Whether revoked tokens pass.</summary>
    public bool SkipRevocationCheck { get; init; }

    /// <summary>
    /// Whether refresh tokens pass that were exchanged: where tokens are exchanged, which decides about them, and where sessions end.
    /// </summary>
    public bool AcceptsExchanged { get; init; }

    /// <summary>Whether logout and rotation complete even if the client disconnects.</summary>
    public bool OutlivesClient { get; init; }

    /// <summary>Whether the endpoint ends sessions: then a session in a cookie is found beside a header that is not accepted.</summary>
    public bool EndsSessions { get; init; }

    /// <summary>Whether a form that asks for tokens carries the refresh token (RFC 6749, 6), and nothing else of its request.</summary>
    public bool AcceptsForm { get; init; }

    /// <summary>
    /// Whether requests may be authenticated before the endpoint runs: not where the token may be in the body, and only for access
    /// tokens, because a refresh token authenticates only for the endpoint that requires it.
    /// </summary>
    public bool AllowsEarly => Types == TokenTypes.Access && !Locations.Contains(TokenLocation.JsonBody);

    /// <summary>Whether a refusal counts as no credentials.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="location">Where the credential came from.</param>
    /// <returns><see langword="false"/> if the request is refused.</returns>
    public bool Ignores(Refusal refusal, TokenLocation location) =>
        (IgnoresBadCredentials || (IsOptional && location == TokenLocation.Cookie))
        && refusal.Code is not (JwtErrorCode.RequestAmbiguous or JwtErrorCode.StoreUnavailable);

    /// <summary>
    /// Whether a cookie is looked at although another credential was refused: only for what is wrong with that credential.
    /// </summary>
    /// <param name="refusal">The refusal.</param>
    /// <returns><see langword="false"/> if the refusal is final for the request.</returns>
    public bool LooksForCookie(Refusal refusal) => EndsSessions && Locations.Contains(TokenLocation.Cookie) && refusal.Code
        is JwtErrorCode.HeaderMalformed or JwtErrorCode.TokenMalformed or JwtErrorCode.TokenInvalid or JwtErrorCode.TokenType
        or JwtErrorCode.TokenExpired or JwtErrorCode.TokenRevoked;

    /// <summary>Whether the token may only come by header: then the decision depends on no other part of the request.</summary>
    public bool DependsOnHeadersAlone => Locations is [TokenLocation.Header];
}
