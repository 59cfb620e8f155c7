using System.Text.Json.Serialization;

namespace JwtExtended.MinimalApi;

/// <summary>Why a request or a token is refused. The names in JSON, and in the <c>code</c> of an answer, are stable.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JwtErrorCode>))]
public enum JwtErrorCode
{
    /// <summary>No token where one is required. In JSON: <c>token_missing</c>.</summary>
    [JsonStringEnumMemberName("token_missing")]
    TokenMissing,

    /// <summary>The header names the scheme, but holds no token after it. In JSON: <c>header_malformed</c>.</summary>
    [JsonStringEnumMemberName("header_malformed")]
    HeaderMalformed,

    /// <summary>The request carries more than one credential. In JSON: <c>request_ambiguous</c>.</summary>
    [JsonStringEnumMemberName("request_ambiguous")]
    RequestAmbiguous,

    /// <summary>The text is not a token of the strict form (RFC 7515, 7.1; RFC 7519, 7.2). In JSON: <c>token_malformed</c>.</summary>
    [JsonStringEnumMemberName("token_malformed")]
    TokenMalformed,

    /// <summary>Signature, key, algorithm, issuer, audience, not-before or lifetime do not hold. In JSON: <c>token_invalid</c>.</summary>
    [JsonStringEnumMemberName("token_invalid")]
    TokenInvalid,

    /// <summary>A token of another type is asked for. In JSON: <c>token_type</c>.</summary>
    [JsonStringEnumMemberName("token_type")]
    TokenType,

    /// <summary>The token has expired (RFC 7519, 4.1.4). In JSON: <c>token_expired</c>.</summary>
    [JsonStringEnumMemberName("token_expired")]
    TokenExpired,

    /// <summary>The token, its session or everything of its identity was revoked. In JSON: <c>token_revoked</c>.</summary>
    [JsonStringEnumMemberName("token_revoked")]
    TokenRevoked,

    /// <summary>Credentials must be proved again (RFC 9470). In JSON: <c>fresh_required</c>.</summary>
    [JsonStringEnumMemberName("fresh_required")]
    FreshRequired,

    /// <summary>A role, scope, claim or predicate does not hold. In JSON: <c>access_denied</c>.</summary>
    [JsonStringEnumMemberName("access_denied")]
    AccessDenied,

    /// <summary>The proof against cross-site request forgery is missing. In JSON: <c>csrf_missing</c>.</summary>
    [JsonStringEnumMemberName("csrf_missing")]
    CsrfMissing,

    /// <summary>The proof against cross-site request forgery does not hold. In JSON: <c>csrf_mismatch</c>.</summary>
    [JsonStringEnumMemberName("csrf_mismatch")]
    CsrfMismatch,

    /// <summary>A refresh token was used a second time, its session has ended (RFC 9700, 4.14.2). In JSON: <c>refresh_reused</c>.</summary>
    [JsonStringEnumMemberName("refresh_reused")]
    RefreshReused,

    /// <summary>The revocation store did not answer in time. In JSON: <c>store_unavailable</c>.</summary>
    [JsonStringEnumMemberName("store_unavailable")]
    StoreUnavailable,

    /// <summary>The request lacks something that the endpoint needs beside the token. In JSON: <c>request_invalid</c>.</summary>
    [JsonStringEnumMemberName("request_invalid")]
    RequestInvalid,
}
