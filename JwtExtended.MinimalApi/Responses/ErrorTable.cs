namespace JwtExtended.MinimalApi.Responses;

/// <summary>The one table that determines status, challenge, body, log event and metric tag of a refused request.</summary>
internal static class ErrorTable
{
    private const string InvalidToken = "invalid_token";
    private const string InvalidRequest = "invalid_request";
    private const string TemporarilyUnavailable = "temporarily_unavailable";
    private const string InvalidGrant = "invalid_grant";

    // In the order of JwtErrorCode: the code is the index.
    private static readonly ErrorEntry[] Entries =
    [
        new()
        {
            Code = JwtErrorCode.TokenMissing, Name = "token_missing", EventId = new(100, "RefusedTokenMissing"),
            Status = 401, LegacyStatus = 401, ChallengeError = "", OAuthError = InvalidRequest,
            Message = "A token is required.",
        },
        new()
        {
            Code = JwtErrorCode.HeaderMalformed, Name = "header_malformed", EventId = new(101, "RefusedHeaderMalformed"),
            Status = 400, LegacyStatus = 422, ChallengeError = InvalidRequest, OAuthError = InvalidRequest,
            Message = "The header does not consist of the scheme and one token.",
        },
        new()
        {
            Code = JwtErrorCode.RequestAmbiguous, Name = "request_ambiguous", EventId = new(102, "RefusedRequestAmbiguous"),
            Status = 400, LegacyStatus = 422, ChallengeError = InvalidRequest, OAuthError = InvalidRequest,
            Message = "The request carries more than one credential.",
        },
        new()
        {
            Code = JwtErrorCode.TokenMalformed, Name = "token_malformed", EventId = new(103, "RefusedTokenMalformed"),
            Status = 401, LegacyStatus = 422, ChallengeError = InvalidToken, OAuthError = InvalidGrant,
            Message = "The token is malformed.",
        },
        new()
        {
            Code = JwtErrorCode.TokenInvalid, Name = "token_invalid", EventId = new(104, "RefusedTokenInvalid"),
            Status = 401, LegacyStatus = 422, ChallengeError = InvalidToken, OAuthError = InvalidGrant,
            Message = "The token is not valid here.",
        },
        new()
        {
            Code = JwtErrorCode.TokenType, Name = "token_type", EventId = new(105, "RefusedTokenType"),
            Status = 401, LegacyStatus = 422, ChallengeError = InvalidToken, OAuthError = InvalidGrant,
            Message = "A token of another type is required.",
        },
        new()
        {
            Code = JwtErrorCode.TokenExpired, Name = "token_expired", EventId = new(106, "RefusedTokenExpired"),
            Status = 401, LegacyStatus = 401, ChallengeError = InvalidToken, OAuthError = InvalidGrant,
            Message = "The token has expired.",
        },
        new()
        {
            Code = JwtErrorCode.TokenRevoked, Name = "token_revoked", EventId = new(107, "RefusedTokenRevoked"),
            Status = 401, LegacyStatus = 401, ChallengeError = InvalidToken, OAuthError = InvalidGrant,
            Message = "The token has been revoked.",
        },
        new()
        {
            Code = JwtErrorCode.FreshRequired, Name = "fresh_required", EventId = new(108, "RefusedFreshRequired"),
            Status = 401, LegacyStatus = 401, ChallengeError = "insufficient_user_authentication", OAuthError = InvalidGrant,
            Message = "A more recent authentication is required.",
        },
        new()
        {
            Code = JwtErrorCode.AccessDenied, Name = "access_denied", EventId = new(109, "RefusedAccessDenied"),
            Status = 403, LegacyStatus = 403, ChallengeError = "insufficient_scope", OAuthError = "access_denied",
            Message = "The token does not grant access to this resource.",
        },
        new()
        {
            Code = JwtErrorCode.CsrfMissing, Name = "csrf_missing", EventId = new(110, "RefusedCsrfMissing"),
            Status = 403, LegacyStatus = 401, ChallengeError = null, OAuthError = InvalidRequest,
            Message = "The proof against cross-site request forgery is missing.",
        },
        new()
        {
            Code = JwtErrorCode.CsrfMismatch, Name = "csrf_mismatch", EventId = new(111, "RefusedCsrfMismatch"),
            Status = 403, LegacyStatus = 401, ChallengeError = null, OAuthError = InvalidRequest,
            Message = "The proof against cross-site request forgery does not hold.",
        },
        new()
        {
            Code = JwtErrorCode.RefreshReused, Name = "refresh_reused", EventId = new(112, "RefusedRefreshReused"),
            Status = 401, LegacyStatus = 401, ChallengeError = InvalidToken, OAuthError = InvalidGrant,
            Message = "The refresh token was used before, its session has ended.",
        },
        new()
        {
            Code = JwtErrorCode.StoreUnavailable, Name = "store_unavailable", EventId = new(113, "RefusedStoreUnavailable"),
            Status = 503, LegacyStatus = 503, ChallengeError = null, OAuthError = TemporarilyUnavailable,
            Message = "The revocation store is unavailable, try again later.",
        },
        new()
        {
            Code = JwtErrorCode.RequestInvalid, Name = "request_invalid", EventId = new(114, "RefusedRequestInvalid"),
            Status = 400, LegacyStatus = 422, ChallengeError = InvalidRequest, OAuthError = InvalidRequest,
            Message = "The request is not valid.",
        },
        new()
        {
            Code = JwtErrorCode.SigningUnavailable, Name = "signing_unavailable", EventId = new(115, "RefusedSigningUnavailable"),
            Status = 503, LegacyStatus = 503, ChallengeError = null, OAuthError = TemporarilyUnavailable,
            Message = "Tokens cannot be issued at the moment, try again later.",
        },
    ];

    private static readonly JwtError[] Standard =
        [.. Entries.Select(static entry => new JwtError(entry.Code, entry.Status, entry.Message))];

    private static readonly JwtError[] Legacy =
        [.. Entries.Select(static entry => new JwtError(entry.Code, entry.LegacyStatus, entry.Message))];

    /// <summary>Returns the row of an error code.</summary>
    /// <param name="code">The code.</param>
    /// <returns>The row.</returns>
    public static ErrorEntry Entry(JwtErrorCode code) => Entries[(int)code];

    /// <summary>Returns the error that a client or application sees for a code.</summary>
    /// <param name="code">The code.</param>
    /// <param name="legacy">Whether the HTTP status is that of Sanic-JWT-Extended.</param>
    /// <returns>The error.</returns>
    public static JwtError Error(JwtErrorCode code, bool legacy = false) => (legacy ? Legacy : Standard)[(int)code];
}
