using System.Collections.Frozen;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Sessions;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.Extensions.Hosting;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Creates the rules that each step works with from the options of an application.</summary>
internal sealed class RulesFactory(JwtOptions options, IHostEnvironment environment)
{
    private readonly IssuerAndAudiences _names = IssuerAndAudiences.From(options, environment.ApplicationName);
    private readonly TimeSpan? _maxLifetime = MaxLifetimeOf(options);

    public string? Issuer => _names.Issuer;

    private bool UsesCookies => options.Locations.Contains(TokenLocation.Cookie);

    public IssuingRules CreateIssuing() => new()
    {
        Issuer = _names.Issuer,
        Audience = _names.Audience,
        RefreshAudience = _names.RefreshAudience,
        TicketAudience = _names.TicketAudience,
        WritesCsrf = UsesCookies,
        AccessLifetime = options.AccessTokenExpires,
        RefreshLifetime = options.RefreshTokenExpires,
        SessionLifetime = options.SessionExpires,
        MaxLifetime = _maxLifetime,
        AllowNonExpiring = options.AllowNonExpiringTokens,
        MaxLength = options.MaxTokenLength,
        TokenType = string.IsNullOrEmpty(options.HeaderPrefix) ? JwtDefaults.HeaderPrefix : options.HeaderPrefix,
    };

    public ValidationRules CreateValidation() => new()
    {
        Issuer = options.ValidateIssuer ? _names.Issuer : null,
        Audience = options.ValidateAudience ? _names.Audience : null,
        RefreshAudience = _names.RefreshAudience,
        TicketAudience = _names.TicketAudience,
        Leeway = options.Leeway,
        MaxLifetime = _maxLifetime,
        AllowNonExpiring = options.AllowNonExpiringTokens,
        MaxLength = options.MaxTokenLength,
    };

    public SessionRules CreateSession() => new()
    {
        GraceWindow = options.Rotation.GraceWindow,
        LostAnswerWindow = options.Rotation.LostAnswerWindow,
        SessionLifetime = options.SessionExpires,
        RefreshLifetime = options.RefreshTokenExpires,
        AccessLifetime = options.AccessTokenExpires,
        MaxTokenLifetime = _maxLifetime,
        AllowNonExpiring = options.AllowNonExpiringTokens,
        MaxSessions = options.MaxSessions,
        Handlers = options.Handlers.ToRefreshHandlers(),
    };

    public RingRules CreateRing(TimeProvider time) =>
        new(time, options.AllowNonExpiringTokens ? null : _maxLifetime + options.Leeway)
        {
            KeepsReplaced = options.Keys.KeepReplaced,
            Rotation = options.Keys.ToRotation(),
        };

    public RevocationRules CreateRevocation() => new()
    {
        Leeway = options.Leeway,
        MaxLifetime = _maxLifetime,
        AllowNonExpiring = options.AllowNonExpiringTokens,
        Timeout = options.Revocation.Timeout,
        OnFailure = options.Revocation.OnStoreFailure,
    };

    public CookieRules CreateCookies() => CookieRules.Of(options.Cookies, options.Csrf, environment.IsDevelopment());

    public CsrfRules CreateCsrf() => new()
    {
        Mode = options.Csrf.Mode,
        TrustedOrigins = options.Csrf.TrustedOrigins.ToFrozenSet(StringComparer.Ordinal),
        HeaderName = options.Csrf.HeaderName,
        FormField = options.Csrf.FormField,
    };

    /// <summary>The maximum lifetime of a token, rounded up to seconds as lifetimes are; <see langword="null"/> = no limit.</summary>
    private static TimeSpan? MaxLifetimeOf(JwtOptions options)
    {
        TimeSpan[] lifetimes = options.MaxTokenLifetime is { } max ? [max] : [options.AccessTokenExpires, options.RefreshTokenExpires];
        return lifetimes.Contains(Timeout.InfiniteTimeSpan) ? null : TimeSpan.FromSeconds(Lifetime.Seconds(lifetimes.Max()));
    }
}
