using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi;

/// <summary>Specifies why a request or a token is refused. The names in JSON, and in the <c>code</c> of a response, are stable.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JwtErrorCode>))]
public enum JwtErrorCode
{
    /// <summary>A token is required, and the request carries none. In JSON: <c>token_missing</c>.</summary>
    [JsonStringEnumMemberName("token_missing")]
    TokenMissing,

    /// <summary>The header does not consist of the scheme and one token. In JSON: <c>header_malformed</c>.</summary>
    [JsonStringEnumMemberName("header_malformed")]
    HeaderMalformed,

    /// <summary>The request carries more than one credential. In JSON: <c>request_ambiguous</c>.</summary>
    [JsonStringEnumMemberName("request_ambiguous")]
    RequestAmbiguous,

    /// <summary>The text is not a token in the required form (RFC 7515, 7.1; RFC 7519, 7.2). In JSON: <c>token_malformed</c>.</summary>
    [JsonStringEnumMemberName("token_malformed")]
    TokenMalformed,

    /// <summary>
    /// The signature, key, algorithm, issuer, audience, not-before time or lifetime is not valid. In JSON: <c>token_invalid</c>.
    /// </summary>
    [JsonStringEnumMemberName("token_invalid")]
    TokenInvalid,

    /// <summary>A token of another type is required. In JSON: <c>token_type</c>.</summary>
    [JsonStringEnumMemberName("token_type")]
    TokenType,

    /// <summary>The token has expired (RFC 7519, 4.1.4). In JSON: <c>token_expired</c>.</summary>
    [JsonStringEnumMemberName("token_expired")]
    TokenExpired,

    /// <summary>The token, its session or all tokens of its identity were revoked. In JSON: <c>token_revoked</c>.</summary>
    [JsonStringEnumMemberName("token_revoked")]
    TokenRevoked,

    /// <summary>The user must authenticate again (RFC 9470). In JSON: <c>fresh_required</c>.</summary>
    [JsonStringEnumMemberName("fresh_required")]
    FreshRequired,

    /// <summary>The token does not satisfy a required role, scope, claim or predicate. In JSON: <c>access_denied</c>.</summary>
    [JsonStringEnumMemberName("access_denied")]
    AccessDenied,

    /// <summary>The proof against cross-site request forgery is missing. In JSON: <c>csrf_missing</c>.</summary>
    [JsonStringEnumMemberName("csrf_missing")]
    CsrfMissing,

    /// <summary>The proof against cross-site request forgery is not valid. In JSON: <c>csrf_mismatch</c>.</summary>
    [JsonStringEnumMemberName("csrf_mismatch")]
    CsrfMismatch,

    /// <summary>
    /// The refresh token was used before, and its session has been ended (RFC 9700, 4.14.2). In JSON: <c>refresh_reused</c>.
    /// </summary>
    [JsonStringEnumMemberName("refresh_reused")]
    RefreshReused,

    /// <summary>The revocation store did not respond in time. In JSON: <c>store_unavailable</c>.</summary>
    [JsonStringEnumMemberName("store_unavailable")]
    StoreUnavailable,

    /// <summary>The request lacks something that the endpoint needs beside the token. In JSON: <c>request_invalid</c>.</summary>
    [JsonStringEnumMemberName("request_invalid")]
    RequestInvalid,

    /// <summary>The key that another service or library holds did not sign in time. In JSON: <c>signing_unavailable</c>.</summary>
    [JsonStringEnumMemberName("signing_unavailable")]
    SigningUnavailable,
}
