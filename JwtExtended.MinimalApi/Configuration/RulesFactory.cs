using System.Collections.Frozen;
using System.Collections.Immutable;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Endpoints;
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
    private readonly AcceptedParties _accepted = AcceptedOf(options, IssuerAndAudiences.From(options, environment.ApplicationName));
    private readonly TimeSpan? _maxLifetime = MaxLifetimeOf(options);

    public string? Issuer => _names.Issuer;

    /// <summary>The prefixes of the header; the first one is that of challenges and of token responses.</summary>
    public ImmutableArray<string> HeaderPrefixes { get; } =
        options.HeaderPrefixes.Count > 0 ? [.. options.HeaderPrefixes] : [options.HeaderPrefix];

    public string ApplicationName => environment.ApplicationName;

    private bool UsesCookies => options.Locations.Contains(TokenLocation.Cookie);

    public IssuingRules CreateIssuing() => new()
    {
        Issuer = _names.Issuer,
        Audience = _names.Audience,
        Accepted = _accepted,
        ClientId = options.ClientId is "" ? null : options.ClientId ?? environment.ApplicationName,
        RefreshAudience = _names.RefreshAudience,
        TicketAudience = _names.TicketAudience,
        WritesCsrf = UsesCookies,
        AccessLifetime = options.AccessTokenExpires,
        RefreshLifetime = options.RefreshTokenExpires,
        SessionLifetime = options.SessionExpires,
        MaxLifetime = _maxLifetime,
        AllowNonExpiring = options.AllowNonExpiringTokens,
        MaxLength = options.MaxTokenLength,
        SigningTimeout = options.Keys.SigningTimeout,
        TokenType = HeaderPrefixes[0].Length == 0 ? JwtDefaults.HeaderPrefix : HeaderPrefixes[0],
    };

    public ValidationRules CreateValidation() => new()
    {
        Issuer = options.ValidateIssuer ? _names.Issuer : null,
        Accepted = _accepted,
        RefreshAudience = _names.RefreshAudience,
        TicketAudience = _names.TicketAudience,
        Leeway = options.Leeway,
        MaxLifetime = _maxLifetime,
        AllowNonExpiring = options.AllowNonExpiringTokens,
        MaxLength = options.MaxTokenLength,
    };

    public LegacyRules CreateLegacy() => new()
    {
        Issuers = [.. options.ToLegacyTokens().Select((legacy, i) => new LegacyIssuer(legacy, i, options.RoleClaim, _maxLifetime))],
        Leeway = options.Leeway,
        AllowNonExpiring = options.AllowNonExpiringTokens,
        MaxLength = options.MaxTokenLength,
    };

    public ResourceRules CreateResource() => new(
        _names.Audience,
        [.. new[] { _names.Issuer }.OfType<string>(), .. options.AcceptedIssuers],
        [.. BearerMethods()],
        environment.IsDevelopment());

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
        // As long as any token that a revocation concerns could be accepted.
        MaxLifetime = options.ToLegacyTokens().Select(static legacy => legacy.MaxTokenLifetime).Append(_maxLifetime).Max(),
        AllowNonExpiring = options.AllowNonExpiringTokens,
        Timeout = options.Revocation.Timeout,
        OnFailure = options.Revocation.OnStoreFailure,
    };

    public CallerRegistry CreateCallers() => new(options.Introspection.Callers.ToFrozenDictionary(
        static caller => caller.Id, static caller => CallerRegistry.HashOf(caller.Secret), StringComparer.Ordinal));

    public CookieRules CreateCookies() => CookieRules.Of(options.Cookies, options.Csrf, environment.IsDevelopment());

    public CsrfRules CreateCsrf() => new()
    {
        Mode = options.Csrf.Mode,
        TrustedOrigins = options.Csrf.TrustedOrigins.ToFrozenSet(StringComparer.Ordinal),
        HeaderName = options.Csrf.HeaderName,
        FormField = options.Csrf.FormField,
    };

    private static AcceptedParties AcceptedOf(JwtOptions options, IssuerAndAudiences names) => new(
        options.ValidateIssuer ? names.Issuer : null,
        options.ValidateAudience ? names.Audience : null,
        options.AcceptedIssuers,
        options.AcceptedAudiences);

    // RFC 6750, 2: the header Authorization with the scheme Bearer, and the query parameter access_token; a JSON body is none of it.
    private IEnumerable<string> BearerMethods()
    {
        var isStandard = options.HeaderName.Equals(JwtDefaults.HeaderName, StringComparison.OrdinalIgnoreCase)
            && HeaderPrefixes.Contains(JwtDefaults.HeaderPrefix, StringComparer.OrdinalIgnoreCase);
        if (isStandard && (options.Locations.Count == 0 || options.Locations.Contains(TokenLocation.Header)))
            yield return "header";
        if (options.Locations.Contains(TokenLocation.Query) && options.QueryParameter == "access_token")
            yield return "query";
    }

    /// <summary>The maximum lifetime of a token, rounded up to seconds as lifetimes are; <see langword="null"/> = no limit.</summary>
    private static TimeSpan? MaxLifetimeOf(JwtOptions options)
    {
        TimeSpan[] lifetimes = options.MaxTokenLifetime is { } max ? [max] : [options.AccessTokenExpires, options.RefreshTokenExpires];
        return lifetimes.Contains(Timeout.InfiniteTimeSpan) ? null : TimeSpan.FromSeconds(Lifetime.Seconds(lifetimes.Max()));
    }
}
