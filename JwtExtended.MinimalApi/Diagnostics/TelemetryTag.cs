namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>The names of tags: those of the semantic conventions of OpenTelemetry, and others with the prefix of the package.</summary>
internal static class TelemetryTag
{
    public const string ErrorType = "error.type";
    public const string EndUserId = "enduser.id";
    public const string SessionId = "session.id";
    public const string TokenType = "jwt_extended.token.type";
    public const string LegacyKind = "jwt_extended.legacy.kind";
    public const string RefusalCode = "jwt_extended.refusal.code";
    public const string RefusalReason = "jwt_extended.refusal.reason";
    public const string RefreshResult = "jwt_extended.refresh.result";
    public const string RevocationKind = "jwt_extended.revocation.kind";
    public const string StoreOperation = "jwt_extended.store.operation";
    public const string IntrospectionResult = "jwt_extended.introspection.result";
    public const string CacheResult = "jwt_extended.cache.result";
}
