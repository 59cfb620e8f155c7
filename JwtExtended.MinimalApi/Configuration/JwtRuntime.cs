using System.Diagnostics.Metrics;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Keys.Publishing;
using JwtExtended.MinimalApi.Keys.Ring;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Revocation.Caching;
using JwtExtended.MinimalApi.Revocation.Memory;
using JwtExtended.MinimalApi.Sessions;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>The object graph of one app's service, created once.</summary>
internal sealed class JwtRuntime
{
    private readonly IServiceProvider _services;
    private readonly JwtSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly JwtMetrics _metrics;
    private readonly KeyReloader? _reloader;

    public JwtRuntime(IServiceProvider services, JwtSettings settings, AppScope app)
    {
        App = app;
        _services = services;
        _settings = settings;
        _time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category);
        _metrics = new JwtMetrics(services.GetRequiredService<IMeterFactory>(), new TelemetryGuard(_logger));
        StartupWarnings.Log(services, settings, _time, _logger);

        var clock = new IssueClock(_time);
        Revocation = CreateRevocation(clock);
        Issuer = new TokenIssuer(settings.Keys, settings.Issuing, settings.Names, clock, _metrics);
        Cache = settings.VerifiedTokenCacheSize > 0 ? CreateCache(settings.VerifiedTokenCacheSize) : null;
        var context = new TokenContext(_time, settings.Names, Revocation.Writer.RevokeAsync);
        var legacy = settings.Legacy.Issuers.IsEmpty ? null : new LegacyTokens(settings.Legacy, settings.Keys, context, _logger);
        Validator = new TokenValidator(settings.Keys, settings.Validation, context, Cache) { Legacy = legacy };
        Publication = CreatePublication(settings);
        Resource = new ResourcePublication(settings.Resource);
        _reloader = settings.ReloadKeysOnChange ? CreateReloader() : null;

        var cookies = new TokenCookies(settings.Cookies, _time, _logger);
        var cookieLocation = new CookieLocation(settings.Cookies);
        var csrf = new CsrfCheck(settings.Csrf, new OriginCheck(settings.Csrf, _logger));
        Sessions = CreateSessions(cookies, cookieLocation, csrf);
        OAuth = CreateOAuth();
        Endpoints = CreateEndpoints(cookies, cookieLocation, csrf);
    }

    /// <summary>Makes the static <see cref="Jwt"/> speak for the app.</summary>
    public AppScope App { get; }

    public TokenIssuer Issuer { get; }

    public TokenValidator Validator { get; }

    /// <summary>The remembered tokens; <see langword="null"/> where that is off.</summary>
    public VerifiedTokenCache? Cache { get; }

    public RevocationServices Revocation { get; }

    public SessionServices Sessions { get; }

    public EndpointServices Endpoints { get; }

    public OAuthServices OAuth { get; }

    public KeyPublication Publication { get; }

    public ResourcePublication Resource { get; }

    public JwtKeyRing Keys => _settings.Keys;

    /// <summary>What keeps the keys in step with their stores.</summary>
    public KeyUpkeep Upkeep => _settings.KeyServices.Upkeep;

    public JwtOptions Options => _settings.Options;

    public bool LegacyErrors => _settings.ErrorHandlers.Legacy;

    /// <summary>Starts what runs beside the requests.</summary>
    public void Start()
    {
        _reloader?.Start();
        Upkeep.Start();
    }

    /// <summary>Reads what the stores have before the first request.</summary>
    /// <param name="stopping">The app stops, and tries no more.</param>
    public void WarmUp(CancellationToken stopping)
    {
        Revocation.Store.WarmUp(stopping);
        Upkeep.WarmUp();
    }

    /// <summary>Notes that every endpoint is open, as it is where the protection was forgotten.</summary>
    public void ReportUnprotected() => Log.NothingIsProtected(_logger);

    /// <summary>Disposes what the app's service owns.</summary>
    /// <returns>A task that completes when everything is disposed.</returns>
    public async Task CloseAsync()
    {
        _reloader?.Dispose();
        await _settings.KeyServices.DisposeAsync();
        Cache?.Dispose();
        if (Revocation.Store.Store is IAsyncDisposable asyncStore)
            await asyncStore.DisposeAsync();
        else
            (Revocation.Store.Store as IDisposable)?.Dispose();
    }

    private RevocationServices CreateRevocation(IssueClock clock)
    {
        var engine = _settings.Store ?? new MemoryJwtStore(_time);
        StoreMetrics.Observe(engine, _metrics);
        var isRemote = engine is not MemoryJwtStore;
        var store = new StoreClient(engine, new StoreKeyFactory(_settings.Issuer ?? ""), _settings.Revocation, clock, _logger)
        {
            MayWait = isRemote,
            Telemetry = new StoreTelemetry(_metrics.StoreDuration, _time, _metrics.Guard, isRemote),
            IsCached = engine is CachedJwtStore cached ? cached.Holds : null,
        };
        var check = new RevocationCheck(store)
        {
            Legacy = _settings.Legacy.Issuers.IsEmpty ? null : new LegacyRevocation(store.Rules, _time, _metrics, _logger)
            {
                IsRevoked = [.. _settings.Legacy.Issuers.Select(static issuer => issuer.IsRevoked)],
            },
        };
        var writer = new RevocationWriter(store, clock, _metrics, _logger);
        return new RevocationServices(store, check, writer, new SessionExemption(check, writer));
    }

    private VerifiedTokenCache CreateCache(int size)
    {
        var cache = new VerifiedTokenCache(size, _time)
        {
            Metrics = _metrics.ForCache("jwt_extended.token_cache.lookups", "Look-ups in the cache of verified tokens."),
        };
        _metrics.Observe("jwt_extended.token_cache.size", "{token}", "Cached verified tokens.", cache, static cache => cache.Count);
        return cache;
    }

    private SessionServices CreateSessions(TokenCookies cookies, CookieLocation location, CsrfCheck csrf)
    {
        var (store, writer, rules) = (Revocation.Store, Revocation.Writer, _settings.Sessions);
        var events = new SessionEvents(rules.Handlers, _metrics, _logger);
        var exchange = new RefreshRotation(store, writer, rules, new SessionTokens(Issuer, Validator, cookies.Rules), events);
        var rotation = new MeasuredRotation(exchange, _metrics)
        {
            Legacy = Validator.Legacy is { } legacy ? new LegacyRotation(store, legacy, exchange) : null,
        };
        var header = new HeaderLocation(_settings.Header.Name, _settings.Header.Prefixes);
        var planted = new PlantedCookieCheck(location, header, Validator);
        var refresh = new CookieRefresh(rotation, cookies);
        var renewal = _settings.RefreshWithin is not { } within ? null : new CookieRenewal(
            new CookieRenewalCondition(within, _time),
            new RefreshCookie(location, Validator, Revocation.Check, planted),
            rotation,
            cookies,
            _logger);
        var logout = _settings.Locations.Contains(TokenLocation.Cookie) ? new LogoutCookies(location, Validator, csrf, writer) : null;
        return new SessionServices
        {
            Recorded = new RecordedSessions(store, writer, rules, Issuer),
            Endpoints = new SessionEndpoints(refresh, new Logout(writer, logout, events), store, Issuer),
            Cookies = new LoginCookies(csrf, Validator, cookies),
            LogoutCookies = logout,
            Renewal = renewal,
            TextRefresh = new TextRefresh(
                Validator, Revocation.Check, rotation, _services.GetRequiredService<IServiceScopeFactory>()),
            CookieRefresh = refresh,
            PlantedCookies = planted,
        };
    }

    private OAuthServices CreateOAuth()
    {
        var clients = new ClientAuthentication(_settings.Callers, new CallerFailures(_time, _metrics, _logger));
        return new OAuthServices(
            new TokenRequestReader(clients),
            new RevocationEndpoint(clients, Validator, Revocation.Writer),
            new IntrospectionEndpoint(clients, Validator, Revocation.Check, _metrics)
            {
                AllowsRefreshTokens = _settings.Options.Introspection.AllowRefreshTokens,
            });
    }

    private EndpointServices CreateEndpoints(TokenCookies cookies, CookieLocation cookieLocation, CsrfCheck csrf)
    {
        var header = new HeaderLocation(_settings.Header.Name, _settings.Header.Prefixes);
        var query = new QueryLocation(_settings.QueryParameter, TokenLocation.Query, TokenTypes.Access);
        var locator = new TokenLocator(
            header,
            new HeaderLocation(_settings.RefreshHeader.Name, _settings.RefreshHeader.Prefixes),
            query,
            new QueryLocation(QueryLocation.TicketParameter, TokenLocation.Ticket, TokenTypes.Ticket),
            cookieLocation);
        var expiry = new TokenExpiryMonitor(Validator, Revocation.Check, _settings.RecheckInterval, _time);
        var isDevelopment = _services.GetRequiredService<IHostEnvironment>().IsDevelopment();
        var challenge = new Challenge(_settings.ChallengeScheme, _settings.Realm) { ResourceMetadata = () => Resource.Address };
        var errors = new ErrorResponder(_settings.ErrorHandlers, challenge, _metrics, _logger)
        {
            ShowsReasons = isDevelopment,
        };
        var longRequests = new LongRequests(expiry, _time, _logger);
        var responder = new EndpointResponder(errors, cookies, Sessions.LogoutCookies, longRequests, Sessions.Renewal)
        {
            Unread = isDevelopment ? new UnreadCredential(header, query, cookieLocation, _settings.Locations) : null,
        };
        var requirements = new RequirementCheck(_time, _settings.Validation.Leeway);
        var access = new AccessCheck(requirements, new TicketValidator(Revocation.Store));
        var authenticator = new RequestAuthenticator(locator, Validator, Revocation.Check, csrf, Sessions.PlantedCookies)
        {
            OnAuthenticated = _settings.OnAuthenticated,
            Forms = OAuth.TokenRequests,
        };
        var validator = CreateValidator(cookies);
        var outcomes = new OutcomeFeatures(_services.GetService<IAuthenticationSchemeProvider>() is not null)
        {
            TracesUsers = _settings.TracesUsers,
        };
        var pipeline = new AppPipeline(
            App,
            outcomes,
            HasOutputCache: _services.GetService<IOutputCacheStore>() is not null,
            HasContextAccessor: _services.GetService<IHttpContextAccessor>() is not null,
            new EndpointPolicies(_services.GetService<IAuthorizationPolicyProvider>(), AuthenticationSchemes.FindOwn(_services)));
        var connections = new ConnectionOwners(
            _time,
            () => _services.GetRequiredService<IOptions<ConnectionOptions>>().Value.DisconnectTimeout,
            _settings.QueryParameter);
        var checksCookies = _settings.Csrf.Mode != CsrfMode.Off;
        var protection = new EndpointProtection(
            new EndpointEnforcer(authenticator, access, csrf, responder, pipeline), locator, validator, pipeline, _settings.Locations)
        {
            Scheme = new SchemeAuthentication(authenticator, outcomes, responder, _settings.Locations),
            HubMethods = new HubMethodCheck(authenticator, requirements, connections, errors),
            Descriptions = new EndpointDescriber(_settings.Locations, checksCookies, _settings.ErrorHandlers),
            Connections = connections,
            ChecksCookies = checksCookies,
        };
        var refresh = new RequestRefresh(authenticator, Sessions.CookieRefresh, _settings.Locations);
        return new EndpointServices(protection, validator, responder, expiry, refresh)
        {
            Issuing = new IssuingEndpoints(typeof(JwtService), pipeline.HasOutputCache),
            Unasked = new UnaskedToken(isDevelopment, _logger),
        };
    }

    private EndpointValidator CreateValidator(TokenCookies cookies) => new(
        new AuthorizationRules(
            _services.GetService<IAuthorizationPolicyProvider>(),
            _services.GetService<IAuthenticationSchemeProvider>(),
            AuthenticationSchemes.FindOwn(_services)),
        new AppRules(_settings.Keys, Publication, Resource, cookies.Rules.RefreshPath) { HasCallers = !_settings.Callers.IsEmpty },
        _settings.Locations);

    private KeyReloader CreateReloader() => new(
        _settings.Keys,
        _settings.KeyOrigin,
        _settings.Section,
        Upkeep.Keep,
        _logger);

    private KeyPublication CreatePublication(JwtSettings settings)
    {
        var isDevelopment = _services.GetRequiredService<IHostEnvironment>().IsDevelopment();
        return new KeyPublication(settings.Keys, settings.Issuer, isDevelopment, settings.Options.Keys.ToRotation()?.CacheFor);
    }
}
