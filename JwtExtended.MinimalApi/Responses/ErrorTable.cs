using JwtExtended.MinimalApi.Diagnostics;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>The one table that drives status, challenge, body, log event and metric tag of a refusal.</summary>
internal static class ErrorTable
{
    private const string InvalidToken = "invalid_token";
    private const string InvalidRequest = "invalid_request";

    private static readonly ErrorEntry[] Entries =
    [
        new(JwtErrorCode.TokenMissing, "token_missing", 401, 401, "", "A token is required.", RefusalLog.TokenMissing),
        new(JwtErrorCode.HeaderMalformed, "header_malformed", 400, 422, InvalidRequest, "The header does not hold a token of the form 'Bearer <token>'.", RefusalLog.HeaderMalformed),
        new(JwtErrorCode.RequestAmbiguous, "request_ambiguous", 400, 422, InvalidRequest, "The request carries more than one credential.", RefusalLog.RequestAmbiguous),
        new(JwtErrorCode.TokenMalformed, "token_malformed", 401, 422, InvalidToken, "The token is malformed.", RefusalLog.TokenMalformed),
        new(JwtErrorCode.TokenInvalid, "token_invalid", 401, 422, InvalidToken, "The token is not valid here.", RefusalLog.TokenInvalid),
        new(JwtErrorCode.TokenType, "token_type", 401, 422, InvalidToken, "A token of another type is required.", RefusalLog.TokenType),
        new(JwtErrorCode.TokenExpired, "token_expired", 401, 401, InvalidToken, "The token has expired.", RefusalLog.TokenExpired),
        new(JwtErrorCode.TokenRevoked, "token_revoked", 401, 401, InvalidToken, "The token has been revoked.", RefusalLog.TokenRevoked),
        new(JwtErrorCode.FreshRequired, "fresh_required", 401, 401, "insufficient_user_authentication", "A more recent authentication is required.", RefusalLog.FreshRequired),
        new(JwtErrorCode.AccessDenied, "access_denied", 403, 403, "insufficient_scope", "The token does not grant access to this resource.", RefusalLog.AccessDenied),
        new(JwtErrorCode.CsrfMissing, "csrf_missing", 403, 401, null, "The proof against cross-site request forgery is missing.", RefusalLog.CsrfMissing),
        new(JwtErrorCode.CsrfMismatch, "csrf_mismatch", 403, 401, null, "The proof against cross-site request forgery does not hold.", RefusalLog.CsrfMismatch),
        new(JwtErrorCode.RefreshReused, "refresh_reused", 401, 401, InvalidToken, "The refresh token was used before, its session has ended.", RefusalLog.RefreshReused),
        new(JwtErrorCode.StoreUnavailable, "store_unavailable", 503, 503, null, "The revocation store is unavailable, try again later.", RefusalLog.StoreUnavailable),
        new(JwtErrorCode.RequestInvalid, "request_invalid", 400, 422, InvalidRequest, "The request is not valid.", RefusalLog.RequestInvalid),
    ];

    private static readonly JwtError[] Standard = [.. Entries.Select(static entry => new JwtError(entry.Code, entry.Status, entry.Message))];
    private static readonly JwtError[] Legacy = [.. Entries.Select(static entry => new JwtError(entry.Code, entry.LegacyStatus, entry.Message))];

    public static ErrorEntry Entry(JwtErrorCode code) => Entries[(int)code];

    public static JwtError Error(JwtErrorCode code, bool legacy = false) => (legacy ? Legacy : Standard)[(int)code];
}
