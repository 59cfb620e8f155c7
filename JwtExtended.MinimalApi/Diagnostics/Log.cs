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

    [LoggerMessage(50, LogLevel.Information,
        "The key '{Kid}' was replaced, and continues to verify until {Until}, so that users stay signed in. If it signed, it does so for "
        + "ten minutes more. If it was leaked, call Keys.Retire(kid) in every process, or set Keys.KeepReplaced to false")]
    public static partial void KeyKept(ILogger logger, string kid, string until);

    [LoggerMessage(51, LogLevel.Warning,
        "The key '{Kid}', which was replaced, is remembered by this process alone: {Reason}. If it restarts before {Until}, access tokens "
        + "of the key are refused, and sessions end whose refresh tokens it signed. Share a store of keys (Keys.StoreIn, Redis, EF Core), "
        + "or let the application write to the folder of the key file, and set Keys.RefreshSecrets")]
    public static partial void KeyKeptInMemory(ILogger logger, string kid, string until, string reason);

    [LoggerMessage(52, LogLevel.Warning,
        "The entry '{Id}' of a replaced key was not used: it cannot be decrypted with the key that it names, and was damaged or forged")]
    public static partial void ReplacedKeyRefused(ILogger logger, string id);

    [LoggerMessage(53, LogLevel.Error, "The key '{Kid}' was retired in this process, but other processes do not know of it yet: {Reason}")]
    public static partial void RetirementNotStored(ILogger logger, string kid, string reason);

    [LoggerMessage(54, LogLevel.Information, "Announced the key '{Kid}', which signs from {SignsFrom:u}")]
    public static partial void KeyAnnounced(ILogger logger, string kid, DateTimeOffset signsFrom);

    [LoggerMessage(55, LogLevel.Information, "The key '{Kid}' began to sign")]
    public static partial void KeySigns(ILogger logger, string kid);

    [LoggerMessage(56, LogLevel.Information, "Deleted the key '{Kid}', whose last token has expired")]
    public static partial void KeyDeleted(ILogger logger, string kid);

    [LoggerMessage(57, LogLevel.Error, "Kept the keys that are known, the store of keys failed: {Reason}")]
    public static partial void KeyStoreFailed(ILogger logger, string reason);

    [LoggerMessage(58, LogLevel.Error,
        "The clock of the store of keys ({Store}) differs from that of this process by more than a minute: the next key was not "
        + "announced. Synchronize both clocks")]
    public static partial void KeyStoreClockDiffers(ILogger logger, string store);

    [LoggerMessage(59, LogLevel.Error,
        "The key '{Kid}' was generated by a clock that is far ahead, and another one takes its turn. Delete the entry '{Id}' from the "
        + "store of keys")]
    public static partial void KeyFromFuture(ILogger logger, string kid, string id);
}
