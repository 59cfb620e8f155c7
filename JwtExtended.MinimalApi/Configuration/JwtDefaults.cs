using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>The default values of the options. Their limits are in <see cref="OptionTable"/>.</summary>
internal static class JwtDefaults
{
    public const int MaxTokenLength = 8192;
    public const int VerifiedTokenCacheSize = 4096;
    public const int MaxSessions = 100;
    public const string HeaderName = "Authorization";
    public const string HeaderPrefix = "Bearer";
    public const string RefreshHeaderName = "X-Refresh-Token";
    public const string QueryParameter = "jwt";
    public const string CookiePath = "/";
    public const SameSiteMode CookieSameSite = SameSiteMode.Lax;
    public const string CsrfHeaderName = "X-CSRF-Token";
    public const string CsrfFormField = "csrf_token";
    public const string CsrfAccessCookieName = "__Secure-csrf_access_token";
    public const string CsrfRefreshCookieName = "__Secure-csrf_refresh_token";
    public const string RoleClaim = "role";

    public static readonly TimeSpan AccessTokenExpires = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan RefreshTokenExpires = TimeSpan.FromDays(30);
    public static readonly TimeSpan SessionExpires = TimeSpan.FromDays(90);
    public static readonly TimeSpan GraceWindow = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan LostAnswerWindow = TimeSpan.FromDays(1);
    public static readonly TimeSpan RecheckInterval = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan SigningTimeout = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan RevocationTimeout = TimeSpan.FromSeconds(1);
}
