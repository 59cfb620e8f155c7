using System.Collections.Frozen;
using System.Collections.Immutable;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Sessions;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.Extensions.Hosting;
using Microsoft.Net.Http.Headers;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>The immutable snapshot of the options that a service works with.</summary>
internal sealed class JwtSettings
{
    public JwtSettings(JwtOptions options, JwtKeyRing keys, ConfiguredKeys keyTexts, bool isKeyGenerated, IHostEnvironment environment)
    {
        Keys = keys;
        ConfiguredKeys = keyTexts;
        KeySources = [.. options.Keys.ToSources()];
        IsKeyGenerated = isKeyGenerated;
        Names = new ClaimNames(options.PublicClaimNamespace, options.PrivateClaimPrefix, options.RoleClaim);
        Issuer = NullIfEmpty(options.Issuer ?? environment.ApplicationName);
        // Collections start empty, else the configuration would append to the default.
        Locations = options.Locations.Count > 0 ? [.. options.Locations] : [TokenLocation.Header];
        QueryParameter = options.QueryParameter;
        Header = (options.HeaderName, options.HeaderPrefix);
        RefreshHeader = (options.RefreshHeaderName, options.RefreshHeaderPrefix);
        ErrorHandlers = options.ToErrorHandlers();
        ReloadKeysOnChange = options.Keys.ReloadOnChange && !isKeyGenerated;
        VerifiedTokenCacheSize = options.VerifiedTokenCacheSize;
        CreateStore = options.Revocation.Store;

        var audience = NullIfEmpty(options.Audience ?? environment.ApplicationName);
        var refreshAudience = JwtDefaults.RefreshAudience(Issuer);
        var maxLifetime = MaxLifetimeOf(options);
        var usesCookies = Locations.Contains(TokenLocation.Cookie);
        Cookies = CookieRules.Of(options.Cookies, usesCookies && options.Csrf.Mode == CsrfMode.DoubleSubmit, environment.IsDevelopment());
        RefreshWithin = options.Cookies.RefreshWithin;
        RecheckInterval = options.Revocation.RecheckInterval;
        Csrf = new CsrfRules
        {
            Mode = options.Csrf.Mode,
            TrustedOrigins = options.Csrf.TrustedOrigins.ToFrozenSet(StringComparer.Ordinal),
            HeaderName = options.Csrf.HeaderName,
            FormField = options.Csrf.FormField,
        };
        Issuing = new IssuingRules
        {
            TicketAudience = JwtDefaults.TicketAudience(Issuer),
            WritesCsrf = usesCookies,
            Issuer = Issuer,
            Audience = audience,
            RefreshAudience = refreshAudience,
            AccessLifetime = options.AccessTokenExpires,
            RefreshLifetime = options.RefreshTokenExpires,
            SessionLifetime = options.SessionExpires,
            MaxLifetime = maxLifetime,
            AllowNonExpiring = options.AllowNonExpiringTokens,
            MaxLength = options.MaxTokenLength,
        };
        Reading = new ValidationRules
        {
            TicketAudience = JwtDefaults.TicketAudience(Issuer),
            Issuer = options.ValidateIssuer ? Issuer : null,
            Audience = options.ValidateAudience ? audience : null,
            RefreshAudience = refreshAudience,
            Leeway = options.Leeway,
            MaxLifetime = maxLifetime,
            AllowNonExpiring = options.AllowNonExpiringTokens,
            MaxLength = options.MaxTokenLength,
        };
        Refresh = new SessionRules
        {
            GraceWindow = options.Rotation.GraceWindow,
            SessionLifetime = options.SessionExpires,
            RefreshLifetime = options.RefreshTokenExpires,
            MaxSessions = options.MaxSessions,
            Handlers = options.ToRefreshHandlers(),
        };
        Revocation = new RevocationRules
        {
            Leeway = options.Leeway,
            MaxLifetime = maxLifetime,
            AllowNonExpiring = options.AllowNonExpiringTokens,
            Timeout = options.Revocation.Timeout,
            OnFailure = options.Revocation.OnStoreFailure,
        };
    }

    public JwtKeyRing Keys { get; }

    public ConfiguredKeys ConfiguredKeys { get; }

    public ImmutableArray<KeySource> KeySources { get; }

    /// <summary>Whether changed keys are read anew; a random key, made for this run, is followed by nothing.</summary>
    public bool ReloadKeysOnChange { get; }

    /// <summary>How many verified tokens are remembered; 0 = none.</summary>
    public int VerifiedTokenCacheSize { get; }

    public bool IsKeyGenerated { get; }

    public ClaimNames Names { get; }

    public string? Issuer { get; }

    public ImmutableArray<TokenLocation> Locations { get; }

    public CookieRules Cookies { get; }

    public CsrfRules Csrf { get; }

    /// <summary>How soon before its expiry an access token that came by cookie is renewed; <see langword="null"/> = never.</summary>
    public TimeSpan? RefreshWithin { get; }

    public TimeSpan RecheckInterval { get; }

    public string QueryParameter { get; }

    public (string Name, string Prefix) Header { get; }

    public (string Name, string Prefix) RefreshHeader { get; }

    public ErrorHandlers ErrorHandlers { get; }

    /// <summary>The scheme of challenges: what clients are to use; a header without one still carries a bearer token (RFC 6750, 3).</summary>
    public string ChallengeScheme => Header.Prefix.Length > 0 && Header.Name.Equals(HeaderNames.Authorization, StringComparison.OrdinalIgnoreCase)
        ? Header.Prefix
        : JwtDefaults.HeaderPrefix;

    public Func<IServiceProvider, IRevocationStore>? CreateStore { get; }

    public IssuingRules Issuing { get; }

    public ValidationRules Reading { get; }

    public RevocationRules Revocation { get; }

    public SessionRules Refresh { get; }

    /// <summary>Rounded up to whole seconds, as lifetimes are; <see langword="null"/> = unlimited.</summary>
    private static TimeSpan? MaxLifetimeOf(JwtOptions options)
    {
        TimeSpan[] lifetimes = options.MaxTokenLifetime is { } max ? [max] : [options.AccessTokenExpires, options.RefreshTokenExpires];
        return lifetimes.Contains(Timeout.InfiniteTimeSpan) ? null : TimeSpan.FromSeconds(Lifetime.Seconds(lifetimes.Max()));
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
