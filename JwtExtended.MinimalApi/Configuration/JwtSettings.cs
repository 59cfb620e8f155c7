using System.Collections.Immutable;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Sessions;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.Extensions.Configuration;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>An immutable snapshot of validated options, from which the service of an application is built.</summary>
internal sealed class JwtSettings(
    JwtOptions options, RulesFactory rules, KeyServices keys, KeyOrigin keyOrigin, bool isKeyGenerated)
{
    /// <summary>The section of the configuration that the options come from.</summary>
    public required IConfigurationSection Section { get; init; }

    /// <summary>The options, with what is in effect where nothing was set.</summary>
    public JwtOptions Options { get; } = options;

    public JwtKeyRing Keys { get; } = keys.Ring;

    /// <summary>What keeps the ring and the stores of keys in step.</summary>
    public KeyServices KeyServices { get; } = keys;

    public KeyOrigin KeyOrigin { get; } = keyOrigin;

    /// <summary>Whether changed keys are loaded at run time. A generated key comes from no source that could change.</summary>
    public bool ReloadKeysOnChange { get; } = options.Keys.ReloadOnChange && !isKeyGenerated;

    public bool IsKeyGenerated { get; } = isKeyGenerated;

    /// <summary>The number of verified tokens to cache; 0 = none.</summary>
    public int VerifiedTokenCacheSize { get; } = options.VerifiedTokenCacheSize;

    public ClaimNames Names { get; } = new(options.PublicClaimNamespace, options.PrivateClaimPrefix, options.RoleClaim)
    {
        MapsInbound = options.MapInboundClaims,
    };

    public string? Issuer { get; } = rules.Issuer;

    // The default is applied here: in the options, the configuration would append to it.
    public ImmutableArray<TokenLocation> Locations { get; } =
        options.Locations.Count > 0 ? [.. options.Locations] : [TokenLocation.Header];

    public string QueryParameter { get; } = options.QueryParameter;

    public (string Name, ImmutableArray<string> Prefixes) Header { get; } = (options.HeaderName, rules.HeaderPrefixes);

    public (string Name, ImmutableArray<string> Prefixes) RefreshHeader { get; } =
        (options.RefreshHeaderName, [options.RefreshHeaderPrefix]);

    /// <summary>
    /// The scheme of challenges: what clients are to write in front of the token, in whatever header. One without a scheme still carries
    /// a bearer token (RFC 6750, 3).
    /// </summary>
    public string ChallengeScheme => Issuing.TokenType;

    /// <summary>The realm of challenges.</summary>
    public string Realm { get; } = options.Realm ?? rules.Issuer ?? rules.ApplicationName;

    public ResourceRules Resource { get; } = rules.CreateResource();

    public CookieRules Cookies { get; } = rules.CreateCookies();

    /// <summary>The remaining lifetime below which an access token from a cookie is renewed; <see langword="null"/> = never.</summary>
    public TimeSpan? RefreshWithin { get; } = options.Cookies.RefreshWithin;

    public CsrfRules Csrf { get; } = rules.CreateCsrf();

    public ErrorHandlers ErrorHandlers { get; } = options.Handlers.ToErrorHandlers();

    public Func<JwtAuthenticatedContext, ValueTask>? OnAuthenticated { get; } = options.Handlers.OnAuthenticated;

    /// <summary>The store of revocations; <see langword="null"/> for the memory of this process.</summary>
    public required IJwtStore? Store { get; init; }

    /// <summary>Whether traces name users and sessions.</summary>
    public bool TracesUsers { get; } = options.TraceUsers;

    public TimeSpan RecheckInterval { get; } = options.Revocation.RecheckInterval;

    public IssuingRules Issuing { get; } = rules.CreateIssuing();

    public ValidationRules Validation { get; } = rules.CreateValidation();

    public LegacyRules Legacy { get; } = rules.CreateLegacy();

    public RevocationRules Revocation { get; } = rules.CreateRevocation();

    /// <summary>Who may call the introspection endpoint.</summary>
    public CallerRegistry Callers { get; } = rules.CreateCallers();

    public SessionRules Sessions { get; } = rules.CreateSession();
}
