namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Every default and limit of the options.</summary>
internal static class JwtDefaults
{
    public const int MaxTokenLength = 8192;
    public const int VerifiedTokenCacheSize = 4096;
    public const int GreatestVerifiedTokenCacheSize = 1_000_000;
    public const int GreatestMaxSessions = 10_000;
    public const string HeaderName = "Authorization";
    public const string HeaderPrefix = "Bearer";
    public const string RefreshHeaderName = "X-Refresh-Token";
    public const string QueryParameter = "jwt";
    public const string CsrfHeaderName = "X-CSRF-Token";
    public const string CsrfFormField = "csrf_token";
    public const string RoleClaim = "role";

    public const int LeastMaxTokenLength = 256;
    public const int GreatestMaxTokenLength = 65_536;

    public static readonly TimeSpan AccessTokenExpires = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan RefreshTokenExpires = TimeSpan.FromDays(30);
    public static readonly TimeSpan SessionExpires = TimeSpan.FromDays(90);
    public static readonly TimeSpan GraceWindow = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan GreatestGraceWindow = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan RecheckInterval = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan LeastRecheckInterval = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan GreatestRecheckInterval = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan RevocationTimeout = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan LeastLifetime = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan GreatestLifetime = TimeSpan.FromDays(36_525);
    public static readonly TimeSpan GreatestLeeway = TimeSpan.FromHours(1);
    public static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(10);
    public static readonly TimeSpan GreatestTimeout = TimeSpan.FromMinutes(1);

    /// <summary>The audience of every refresh token of an issuer.</summary>
    public static string RefreshAudience(string? issuer) => string.IsNullOrEmpty(issuer) ? "urn:jwt-extended:refresh" : issuer + "#refresh";

    /// <summary>The audience of every ticket of an issuer.</summary>
    public static string TicketAudience(string? issuer) => string.IsNullOrEmpty(issuer) ? "urn:jwt-extended:ticket" : issuer + "#ticket";
}
