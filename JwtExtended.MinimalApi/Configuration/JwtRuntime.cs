using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Sessions;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Puts the parts of one app's service together, once.</summary>
internal sealed class JwtRuntime
{
    public JwtRuntime(IServiceProvider services, JwtSettings settings)
    {
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category);
        Warn(services, settings, logger);

        var clock = new IssueClock(time);
        Store = settings.CreateStore?.Invoke(services) ?? new MemoryRevocationStore(time);
        var keys = new RevocationKeyFactory(settings.Issuer ?? "");
        var calls = new StoreClient(Store, settings.Revocation.Timeout, time, logger);
        Revocation = new RevocationCheck(calls, keys, settings.Revocation.OnFailure);
        Writer = new RevocationWriter(calls, keys, settings.Revocation, clock, logger);
        Issuer = new TokenIssuer(settings.Keys, settings.Issuing, settings.Names, clock);
        Cache = settings.VerifiedTokenCacheSize > 0 ? new VerifiedTokenCache(settings.VerifiedTokenCacheSize, time) : null;
        Reader = new TokenValidator(settings.Keys, settings.Reading, new TokenContext(time, settings.Names, Writer.RevokeAsync), Cache);
        var metrics = MetricsOf(services);
        Sessions = new RecordedSessions(calls, keys, Writer, settings.Refresh, Issuer);
        Rotation = new RefreshRotation(calls, keys, settings.Revocation, Writer, settings.Refresh, Issuer, metrics, time, logger);
        WarmUp = new StoreWarmUp(calls, keys, settings.Revocation.Timeout, logger);
        Keys = settings.Keys;
        IssuerName = settings.Issuer;
        IsDevelopment = services.GetRequiredService<IHostEnvironment>().IsDevelopment();
        Reloader = settings.ReloadKeysOnChange ? ReloaderOf(services, settings, logger) : null;
        Wiring = new EndpointValidator(services.GetService<IAuthorizationPolicyProvider>(), services.GetService<IAuthenticationSchemeProvider>());
        var origins = new OriginCheck(settings.Csrf, logger);
        Csrf = new CsrfCheck(settings.Csrf, origins);
        Cookies = new TokenCookies(settings.Cookies, logger);
        CookieLocation = new CookieLocation(settings.Cookies);
        Lifetimes = new TokenExpiryMonitor(Reader, Revocation, settings.RecheckInterval, time);
        Gate = new RequestAuthenticator(
            new TokenLocator(
                new HeaderLocation(settings.Header.Name, settings.Header.Prefix),
                new HeaderLocation(settings.RefreshHeader.Name, settings.RefreshHeader.Prefix),
                new QueryLocation(settings.QueryParameter),
                CookieLocation),
            Reader,
            Revocation,
            Csrf,
            new RequirementCheck(time, settings.Reading.Leeway),
            new TicketValidator(new TicketRegister(calls, keys, settings.Revocation)),
            new TokenResponseEffects(Cookies, Lifetimes, RenewalOf(settings, time, logger)),
            new ErrorResponder(settings.ErrorHandlers, new Challenge(SchemeOf(settings)), metrics, logger),
            Wiring,
            settings.Locations);
        Locations = settings.Locations;
    }

    public CsrfCheck Csrf { get; }

    public TokenCookies Cookies { get; }

    public CookieLocation CookieLocation { get; }

    public TokenExpiryMonitor Lifetimes { get; }

    public JwtKeyRing Keys { get; }

    /// <summary>The issuer of the tokens; <see langword="null"/> = none.</summary>
    public string? IssuerName { get; }

    public bool IsDevelopment { get; }

    /// <summary>Follows the keys; <see langword="null"/> where that is off.</summary>
    public KeyReloader? Reloader { get; }

    public VerifiedTokenCache? Cache { get; }

    public IRevocationStore Store { get; }

    public RevocationCheck Revocation { get; }

    public RevocationWriter Writer { get; }

    public StoreWarmUp WarmUp { get; }

    public RecordedSessions Sessions { get; }

    public RefreshRotation Rotation { get; }

    public TokenIssuer Issuer { get; }

    public TokenValidator Reader { get; }

    public EndpointValidator Wiring { get; }

    public RequestAuthenticator Gate { get; }

    public ImmutableArray<TokenLocation> Locations { get; }

    private CookieRenewal? RenewalOf(JwtSettings settings, TimeProvider time, ILogger logger) => settings.RefreshWithin is not { } within ? null :
        new CookieRenewal(new AccessRenewal(settings.Refresh, within, Issuer, time), Revocation, Reader, Cookies, logger);

    private static KeyReloader ReloaderOf(IServiceProvider services, JwtSettings settings, ILogger logger) => new(
        settings.Keys,
        new KeyOrigin(settings.ConfiguredKeys, settings.KeySources, services.GetRequiredService<IHostEnvironment>().ContentRootPath),
        services.GetRequiredService<IConfiguration>().GetSection(JwtOptions.SectionName),
        logger);

    private static void Warn(IServiceProvider services, JwtSettings settings, ILogger logger)
    {
        if (settings.IsKeyGenerated)
            Log.DevelopmentKeyGenerated(logger);
        if (settings.CreateStore is null && services.GetRequiredService<IHostEnvironment>().IsProduction())
            Log.RevocationsHeldInMemory(logger);
        if (settings.Locations.Contains(TokenLocation.Cookie) && settings.Csrf.Mode == CsrfMode.Off)
            Log.CsrfOff(logger);
        if (settings.Locations.Contains(TokenLocation.Query))
            Log.QueryTokensEnabled(logger, settings.QueryParameter);
    }

    // The challenge names the scheme that clients are to use; a header without one is still a bearer token (RFC 6750, 3).
    private static string SchemeOf(JwtSettings settings) =>
        settings.Header.Prefix.Length > 0 && settings.Header.Name.Equals(HeaderNames.Authorization, StringComparison.OrdinalIgnoreCase)
            ? settings.Header.Prefix
            : JwtDefaults.HeaderPrefix;

    private static JwtMetrics? MetricsOf(IServiceProvider services) =>
        services.GetService<IMeterFactory>() is { } meters ? new JwtMetrics(meters) : null;
}
