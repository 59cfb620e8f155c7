using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>One event a refusal code, named as the code. The reason stays here: the caller learns the code alone.</summary>
internal static partial class RefusalLog
{
    private const string Refused = "Refused a request to '{Endpoint}': {Reason} {Foreign}";

    [LoggerMessage(EventId = 100, EventName = "token_missing", Message = Refused)]
    public static partial void TokenMissing(ILogger logger, LogLevel level, string endpoint, string reason, string? foreign);

    [LoggerMessage(EventId = 101, EventName = "header_malformed", Message = Refused)]
    public static partial void HeaderMalformed(ILogger logger, LogLevel level, string endpoint, string reason, string? foreign);

    [LoggerMessage(EventId = 102, EventName = "request_ambiguous", Message = Refused)]
    public static partial void RequestAmbiguous(ILogger logger, LogLevel level, string endpoint, string reason, string? foreign);

    [LoggerMessage(EventId = 103, EventName = "token_malformed", Message = Refused)]
    public static partial void TokenMalformed(ILogger logger, LogLevel level, string endpoint, string reason, string? foreign);

    [LoggerMessage(EventId = 104, EventName = "token_invalid", Message = Refused)]
    public static partial void TokenInvalid(ILogger logger, LogLevel level, string endpoint, string reason, string? foreign);

    [LoggerMessage(EventId = 105, EventName = "token_type", Message = Refused)]
    public static partial void TokenType(ILogger logger, LogLevel level, string endpoint, string reason, string? foreign);

    [LoggerMessage(EventId = 106, EventName = "token_expired", Message = Refused)]
    public static partial void TokenExpired(ILogger logger, LogLevel level, string endpoint, string reason, string? foreign);

    [LoggerMessage(EventId = 107, EventName = "token_revoked", Message = Refused)]
    public static partial void TokenRevoked(ILogger logger, LogLevel level, string endpoint, string reason, string? foreign);

    [LoggerMessage(EventId = 108, EventName = "fresh_required", Message = Refused)]
    public static partial void FreshRequired(ILogger logger, LogLevel level, string endpoint, string reason, string? foreign);

    [LoggerMessage(EventId = 109, EventName = "access_denied", Message = Refused)]
    public static partial void AccessDenied(ILogger logger, LogLevel level, string endpoint, string reason, string? foreign);

    [LoggerMessage(EventId = 110, EventName = "csrf_missing", Message = Refused)]
    public static partial void CsrfMissing(ILogger logger, LogLevel level, string endpoint, string reason, string? foreign);

    [LoggerMessage(EventId = 111, EventName = "csrf_mismatch", Message = Refused)]
    public static partial void CsrfMismatch(ILogger logger, LogLevel level, string endpoint, string reason, string? foreign);

    [LoggerMessage(EventId = 112, EventName = "refresh_reused", Message = Refused)]
    public static partial void RefreshReused(ILogger logger, LogLevel level, string endpoint, string reason, string? foreign);

    [LoggerMessage(EventId = 113, EventName = "store_unavailable", Message = Refused)]
    public static partial void StoreUnavailable(ILogger logger, LogLevel level, string endpoint, string reason, string? foreign);

    [LoggerMessage(EventId = 114, EventName = "request_invalid", Message = Refused)]
    public static partial void RequestInvalid(ILogger logger, LogLevel level, string endpoint, string reason, string? foreign);
}
