using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>
/// The events that the package logs, with ids below 100. Refused requests have the ids from 100 on (<see cref="RefusalLogEntry"/>).
/// Events are named in PascalCase, as past facts. They contain no token, no key, and no claim except <c>sub</c>, <c>jti</c> and <c>sid</c>.
/// </summary>
internal static partial class Log
{
    public const string Category = "JwtExtended.MinimalApi";

    [LoggerMessage(1, LogLevel.Warning,
        "No key is configured: a random key was generated, and tokens become invalid when this process ends. "
        + "Create a key with: export Jwt__SecretKey=base64:$(openssl rand -base64 32)")]
    public static partial void DevelopmentKeyGenerated(ILogger logger);

    [LoggerMessage(2, LogLevel.Warning,
        "Revocations are held in memory: they are lost when the process restarts, and other processes do not see them")]
    public static partial void RevocationsHeldInMemory(ILogger logger);

    [LoggerMessage(3, LogLevel.Warning,
        "Tokens are accepted in the query parameter '{Parameter}' of every endpoint: queries end up in logs and histories. "
        + "Prefer From(TokenLocation.Query) on the endpoints that need it")]
    public static partial void QueryTokensEnabled(ILogger logger, string parameter);

    [LoggerMessage(4, LogLevel.Information, "Reloaded the keys: {Count} verify, '{Kid}' signs")]
    public static partial void KeysReloaded(ILogger logger, int count, string kid);

    [LoggerMessage(5, LogLevel.Error, "Kept the old keys, the changed ones cannot be used: {Reason}")]
    public static partial void KeysNotReloaded(ILogger logger, string reason);

    [LoggerMessage(6, LogLevel.Warning,
        "Token cookies are set over plain http, without Secure and prefixes, because this is Development. Use https everywhere else")]
    public static partial void CookiesOverPlainHttp(ILogger logger);

    [LoggerMessage(7, LogLevel.Information,
        "No endpoint requires a token or has a policy: everything is open. Call RequireJwt() on endpoints or groups, unless that is meant")]
    public static partial void NothingIsProtected(ILogger logger);

    [LoggerMessage(8, LogLevel.Warning, "Csrf.Mode is Off: any site can make the browsers of your users send requests with their cookies")]
    public static partial void CsrfOff(ILogger logger);

    [LoggerMessage(9, LogLevel.Error,
        "Token cookies are Secure and were set on a request over plain http: browsers drop them. "
        + "Use https, and behind a proxy that terminates TLS call app.UseForwardedHeaders() before Jwt.Initialize")]
    public static partial void SecureCookiesOverPlainHttp(ILogger logger);

    [LoggerMessage(10, LogLevel.Error, "Refused every request to '{Endpoint}', because its protection is misconfigured: {Reason}")]
    public static partial void EndpointMisconfigured(ILogger logger, string endpoint, string reason);

    [LoggerMessage(11, LogLevel.Error, "The revocation store failed: {Operation}")]
    public static partial void StoreFailed(ILogger logger, string operation, Exception exception);

    [LoggerMessage(12, LogLevel.Error,
        "The revocation store could not be reached at startup: requests are refused until it responds")]
    public static partial void StoreUnreachableAtStart(ILogger logger, Exception exception);

    [LoggerMessage(13, LogLevel.Warning,
        "A request was refused because its Origin is not the app's own, as happens behind a proxy. The scheme of the request is '{Scheme}' "
        + "here. Call app.UseForwardedHeaders() before Jwt.Initialize")]
    public static partial void OriginBehindProxy(ILogger logger, string scheme);

    [LoggerMessage(14, LogLevel.Error, "An access cookie was not renewed")]
    public static partial void RenewalFailed(ILogger logger, Exception exception);

    [LoggerMessage(15, LogLevel.Warning,
        "The key '{Kid}' has no private part, so sessions whose refresh tokens were issued while it signed end at their next refresh. "
        + "Set Keys.RefreshSecrets before a key is replaced, or keep its private key configured until those tokens have expired")]
    public static partial void PrivatePartMissing(ILogger logger, string kid);

    [LoggerMessage(16, LogLevel.Warning,
        "The private part of the key '{Kid}' cannot be exported, so refresh tokens and tickets can be neither issued nor read with it. "
        + "Set Keys.RefreshSecrets. Create one with: openssl rand -base64 32")]
    public static partial void PrivateKeyNotExportable(ILogger logger, string kid);

    [LoggerMessage(17, LogLevel.Error, "The revocation store was reached after the start, and is not set up as it has to be: {Reason}")]
    public static partial void StoreUnsafe(ILogger logger, string reason);

    [LoggerMessage(18, LogLevel.Debug, "The revocation store still could not be reached")]
    public static partial void StoreStillUnreachable(ILogger logger, Exception exception);

    [LoggerMessage(19, LogLevel.Information, "The revocation store, which could not be reached at startup, has responded")]
    public static partial void StoreReached(ILogger logger);

    [LoggerMessage(20, LogLevel.Information, "Revoked the token '{Jti}' of '{Sub}'")]
    public static partial void TokenRevoked(ILogger logger, string? jti, string sub);

    [LoggerMessage(21, LogLevel.Information, "Revoked every token of '{Sub}' issued so far")]
    public static partial void IdentityRevoked(ILogger logger, string sub);

    [LoggerMessage(22, LogLevel.Warning, "Revoked every token issued so far")]
    public static partial void EverythingRevoked(ILogger logger);

    [LoggerMessage(23, LogLevel.Information, "Ended the session '{Sid}' of '{Sub}'")]
    public static partial void SessionRevoked(ILogger logger, string sid, string sub);

    [LoggerMessage(24, LogLevel.Warning,
        "The refresh token '{Jti}' of '{Sub}' was used after it had been exchanged, as a stolen one would be: its session was ended")]
    public static partial void RefreshReused(ILogger logger, string? jti, string sub);

    [LoggerMessage(25, LogLevel.Error, "OnRefreshReused failed")]
    public static partial void RefreshReusedCallbackFailed(ILogger logger, Exception exception);

    [LoggerMessage(26, LogLevel.Information,
        "The refresh token '{Jti}' of '{Sub}' was used again, and its successor never: it got another one, as after a lost response")]
    public static partial void RefreshReissued(ILogger logger, string? jti, string sub);

    [LoggerMessage(27, LogLevel.Debug, "The first use of a token was not noted; the next one is")]
    public static partial void MarkFailed(ILogger logger, Exception exception);

    [LoggerMessage(28, LogLevel.Warning,
        "The clock of the store says {Store:O} and this one {Own:O}: times of sessions and revocations are not comparable. "
        + "Synchronize both")]
    public static partial void StoreClockDiffers(ILogger logger, DateTimeOffset store, DateTimeOffset own);

    [LoggerMessage(29, LogLevel.Debug, "Ended a long request to '{Endpoint}' with its token: {Reason}")]
    public static partial void LongRequestEnded(ILogger logger, string endpoint, string reason);

    [LoggerMessage(30, LogLevel.Warning,
        "GetJwtToken() returned null at '{Endpoint}' for a request with an Authorization header: the endpoint asks for no token. "
        + "Call RequireJwt() or OptionalJwt() on it, or take a Token as a parameter")]
    public static partial void TokenNotAskedFor(ILogger logger, string endpoint);

    [LoggerMessage(31, LogLevel.Error,
        "A listener of the metrics or traces failed, and is not told of all that happens. Later failures are not logged")]
    public static partial void TelemetryFailed(ILogger logger, Exception exception);

    [LoggerMessage(32, LogLevel.Information, "Legacy tokens of {Kind} are accepted until {Until:O}")]
    public static partial void LegacyTokensAccepted(ILogger logger, LegacyTokenKind kind, DateTimeOffset until);

    [LoggerMessage(33, LogLevel.Warning,
        "Legacy tokens of {Kind} are not accepted any more since {Until:O}. Remove the call of AcceptLegacyTokens")]
    public static partial void LegacyTokensOver(ILogger logger, LegacyTokenKind kind, DateTimeOffset until);

    [LoggerMessage(34, LogLevel.Warning,
        "Legacy refresh tokens are exchanged once, and the store in memory forgets at each restart which ones were. "
        + "Use a store that outlives the process")]
    public static partial void LegacyExchangesHeldInMemory(ILogger logger);

    [LoggerMessage(35, LogLevel.Error, "IsAccess or IsRefresh of the legacy tokens failed: the token was not accepted")]
    public static partial void LegacyPredicateFailed(ILogger logger, Exception exception);

    [LoggerMessage(36, LogLevel.Error, "IsRevoked of the legacy tokens failed, or took too long: the token was not accepted")]
    public static partial void LegacyRevocationFailed(ILogger logger, Exception exception);

    [LoggerMessage(37, LogLevel.Error, "No token was issued, because its key did not sign")]
    public static partial void SigningFailed(ILogger logger, Exception exception);

    [LoggerMessage(38, LogLevel.Warning,
        "The secrets of clients were wrong in {Count} requests, the last one to '{Path}', as when somebody guesses them")]
    public static partial void ClientRefused(ILogger logger, int count, string path);

    [LoggerMessage(40, LogLevel.Debug, "Ignored the credential of a request to '{Endpoint}' as '{Code}': {Reason} {ClientValue}")]
    public static partial void CredentialIgnored(ILogger logger, string endpoint, string code, string reason, string? clientValue);
}
