using System.Diagnostics.CodeAnalysis;
using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi;

/// <summary>
/// Entry point: configures JWT support for an application and provides static access to the current application's <see cref="JwtService"/>.
/// </summary>
/// <remarks>
/// The current application is the one that handles the current request. Outside a request it is the only running application; with several
/// running applications, the static methods throw <see cref="InvalidOperationException"/>.
/// </remarks>
public static class Jwt
{
    /// <summary>
    /// Configures JWT support for an application. Call it before <c>app.Run()</c>, and after <c>app.UseRouting()</c> if the application
    /// calls that method.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="configure">Sets the options. They are validated and become read-only when it returns.</param>
    /// <returns>The service of the application.</returns>
    /// <exception cref="OptionsValidationException">The configuration is not valid. The message lists all errors.</exception>
    /// <exception cref="InvalidOperationException">
    /// The method was already called for the application, or the application has started.
    /// </exception>
    /// <example>
    /// <code>
    /// var app = WebApplication.CreateBuilder(args).Build();
    ///
    /// Jwt.Initialize(app, cfg => cfg.AccessTokenExpires = TimeSpan.FromMinutes(10));
    ///
    /// app.MapGet("/me", (Token token) => token.Identity).RequireJwt();
    /// app.Run();
    /// </code>
    /// </example>
    [SuppressMessage("ApiDesign", "RS0026", Justification = "The types of the arguments tell the overloads apart.")]
    public static JwtService Initialize(WebApplication app, Action<JwtOptions>? configure = null) =>
        Initialize(app, JwtOptions.SectionName, configure);

    /// <summary>
    /// Configures JWT support for an application whose options are in another section of the configuration than <c>Jwt</c>.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="section">The path of the section, such as <c>Auth:Tokens</c>.</param>
    /// <param name="configure">Sets the options. They are validated and become read-only when it returns.</param>
    /// <returns>The service of the application.</returns>
    /// <exception cref="OptionsValidationException">The configuration is not valid. The message lists all errors.</exception>
    /// <exception cref="InvalidOperationException">
    /// The method was already called for the application, or the application has started.
    /// </exception>
    [SuppressMessage("ApiDesign", "RS0026", Justification = "The types of the arguments tell the overloads apart.")]
    public static JwtService Initialize(WebApplication app, string section, Action<JwtOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentException.ThrowIfNullOrEmpty(section);
        return Initialize(app, app.Configuration.GetSection(section), configure);
    }

    /// <summary>
    /// Configures JWT support for an application that is no <see cref="WebApplication"/>, in the <c>Configure</c> method of its
    /// <c>Startup</c> class: behind <c>app.UseRouting()</c>, and in front of <c>app.UseEndpoints(...)</c>.
    /// </summary>
    /// <param name="app">The pipeline of the application.</param>
    /// <param name="configure">Sets the options. They are validated and become read-only when it returns.</param>
    /// <returns>The service of the application.</returns>
    /// <exception cref="OptionsValidationException">The configuration is not valid. The message lists all errors.</exception>
    /// <exception cref="InvalidOperationException">
    /// The method was already called for the application, the application has started, or <paramref name="app"/> is a branch.
    /// </exception>
    [SuppressMessage("ApiDesign", "RS0026", Justification = "The types of the arguments tell the overloads apart.")]
    public static JwtService Initialize(IApplicationBuilder app, Action<JwtOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        // A branch is built before the endpoints behind it are mapped: they would not be protected.
        if (app.Properties is not Dictionary<string, object?>)
        {
            throw new InvalidOperationException(
                "Jwt.Initialize(app) was called in a branch of the pipeline (Map, MapWhen, UseWhen). Call it on the application itself.");
        }

        var configuration = app.ApplicationServices.GetRequiredService<IConfiguration>();
        return Initialize(app, configuration.GetSection(JwtOptions.SectionName), configure);
    }

    /// <summary>Gets the service of an application.</summary>
    /// <param name="services">A service provider of the application: the root provider or that of a scope.</param>
    /// <returns>The service.</returns>
    /// <exception cref="InvalidOperationException"><c>Initialize</c> was not called for the application.</exception>
    public static JwtService For(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return JwtServiceRegistry.Find(services)
            ?? throw new InvalidOperationException(
                "Jwt.Initialize(app) was not called for this app. Call it in Program.cs before app.Run().");
    }

    /// <inheritdoc cref="JwtService.CreateAccessToken(string, string?, bool)"/>
    public static string CreateAccessToken(string identity, string? role = null, bool fresh = false) =>
        Current.CreateAccessToken(identity, role, fresh);

    /// <inheritdoc cref="JwtService.CreateAccessToken(string, TokenDescriptor)"/>
    public static string CreateAccessToken(string identity, TokenDescriptor descriptor) =>
        Current.CreateAccessToken(identity, descriptor);

    /// <inheritdoc cref="JwtService.CreateAccessTokenAsync"/>
    public static ValueTask<string> CreateAccessTokenAsync(
        string identity, TokenDescriptor? descriptor = null, CancellationToken cancellationToken = default) =>
        Current.CreateAccessTokenAsync(identity, descriptor, cancellationToken);

    /// <inheritdoc cref="JwtService.CreateRefreshToken"/>
    public static string CreateRefreshToken(string identity, TokenDescriptor? descriptor = null) =>
        Current.CreateRefreshToken(identity, descriptor);

    /// <inheritdoc cref="JwtService.CreateTokenPair"/>
    public static TokenPair CreateTokenPair(string identity, TokenDescriptor? descriptor = null) =>
        Current.CreateTokenPair(identity, descriptor);

    /// <inheritdoc cref="JwtService.TryRead"/>
    public static bool TryRead(
        string encoded,
        [NotNullWhen(true)] out Token? token,
        [NotNullWhen(false)] out JwtError? error,
        TokenType expected = TokenType.Access) =>
        Current.TryRead(encoded, out token, out error, expected);

    /// <inheritdoc cref="JwtService.ReadAsync"/>
    public static ValueTask<JwtReadResult> ReadAsync(
        string encoded, TokenType expected = TokenType.Access, CancellationToken cancellationToken = default) =>
        Current.ReadAsync(encoded, expected, cancellationToken);

    /// <inheritdoc cref="JwtService.RefreshAsync(string, CancellationToken)"/>
    public static ValueTask<JwtRefreshResult> RefreshAsync(string refreshToken) => Current.RefreshAsync(refreshToken);

    /// <inheritdoc cref="JwtService.RefreshAsync(string, CancellationToken)"/>
    public static ValueTask<JwtRefreshResult> RefreshAsync(string refreshToken, CancellationToken cancellationToken) =>
        Current.RefreshAsync(refreshToken, cancellationToken);

    /// <inheritdoc cref="JwtService.RefreshAsync(HttpContext, CancellationToken)"/>
    public static ValueTask<JwtRefreshResult> RefreshAsync(HttpContext context) => Current.RefreshAsync(context);

    /// <inheritdoc cref="JwtService.RefreshAsync(HttpContext, CancellationToken)"/>
    public static ValueTask<JwtRefreshResult> RefreshAsync(HttpContext context, CancellationToken cancellationToken) =>
        Current.RefreshAsync(context, cancellationToken);

    /// <inheritdoc cref="JwtService.StartSessionAsync"/>
    public static ValueTask<TokenPair> StartSessionAsync(
        string identity, TokenDescriptor? descriptor = null, SessionStart? start = null, CancellationToken cancellationToken = default) =>
        Current.StartSessionAsync(identity, descriptor, start, cancellationToken);

    /// <inheritdoc cref="JwtService.GetSessionsAsync"/>
    public static ValueTask<IReadOnlyList<JwtSession>> GetSessionsAsync(string identity, CancellationToken cancellationToken = default) =>
        Current.GetSessionsAsync(identity, cancellationToken);

    /// <inheritdoc cref="JwtService.EndSessionAsync"/>
    public static ValueTask<bool> EndSessionAsync(string identity, string sessionId, CancellationToken cancellationToken = default) =>
        Current.EndSessionAsync(identity, sessionId, cancellationToken);

    /// <inheritdoc cref="JwtService.RevokeAllExceptAsync"/>
    public static ValueTask RevokeAllExceptAsync(Token token, CancellationToken cancellationToken = default) =>
        Current.RevokeAllExceptAsync(token, cancellationToken);

    /// <inheritdoc cref="JwtService.RevokeEverythingAsync"/>
    public static ValueTask RevokeEverythingAsync(CancellationToken cancellationToken = default) =>
        Current.RevokeEverythingAsync(cancellationToken);

    /// <inheritdoc cref="JwtService.RevokeAsync"/>
    public static ValueTask RevokeAsync(Token token, CancellationToken cancellationToken = default) =>
        Current.RevokeAsync(token, cancellationToken);

    /// <inheritdoc cref="JwtService.RevokeAllAsync"/>
    public static ValueTask RevokeAllAsync(string identity, CancellationToken cancellationToken = default) =>
        Current.RevokeAllAsync(identity, cancellationToken);

    /// <inheritdoc cref="JwtService.Keys"/>
    public static JwtKeyRing Keys => Current.Keys;

    /// <inheritdoc cref="JwtService.Options"/>
    public static JwtOptions Options => Current.Options;

    private static JwtService Current => JwtServiceRegistry.Current ?? JwtServiceRegistry.All() switch
    {
        [var only] => only,
        [] => throw new InvalidOperationException(
            "Jwt.Initialize(app) was not called, or the app has stopped. Call it in Program.cs before app.Run()."),
        var several => throw new InvalidOperationException(
            $"{several.Count} apps of this process called Jwt.Initialize(app), and there is no current request to select one of them. "
            + "Use the JwtService that Initialize returned, or get it with Jwt.For(app.Services). In front of the middleware of "
            + "Initialize, a request selects its app where builder.Services.AddJwtExtended() was called."),
    };

    private static JwtService Initialize(IApplicationBuilder app, IConfigurationSection section, Action<JwtOptions>? configure)
    {
        var services = app.ApplicationServices;
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        if (lifetime.ApplicationStarted.IsCancellationRequested)
        {
            throw new InvalidOperationException(
                "Jwt.Initialize(app) was called after the application had started. Call it before app.Run().");
        }

        // Before anything is created that would have to be disposed.
        if (JwtServiceRegistry.Find(services) is not null)
            throw JwtServiceRegistry.CalledTwice();
        var settings = JwtOptionsLoader.Load(services, section, configure);
        var handle = new AppHandle(services);
        var runtime = new JwtRuntime(
            services, settings, new AppScope(static () => JwtServiceRegistry.IsAlone, () => JwtServiceRegistry.Enter(handle)));
        var service = new JwtService(runtime);
        JwtServiceRegistry.Add(services, handle, service);
        EffectiveOptions.Publish(services, settings.Options);
        EndpointProtectionRegistry.Add(services, runtime.Endpoints.Protection);
        lifetime.ApplicationStarted.Register(runtime.Start);
        lifetime.ApplicationStopped.Register(() =>
        {
            JwtServiceRegistry.Forget(handle);
            runtime.CloseAsync().GetAwaiter().GetResult();
        });
        AddToResolverChain(services);
        AddToPipeline(app, runtime);
        return service;
    }

    // Serializes TokenPair and the errors without reflection, after the resolvers that the application has added.
    private static void AddToResolverChain(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        if (options.IsReadOnly)
            return;
        options.TypeInfoResolverChain.Add(JwtJsonContext.Default);
        options.TypeInfoResolverChain.Add(SessionJsonContext.Default);
        options.Converters.Add(new UnawaitedConverter<ValueTask<TokenPair>>());
        options.Converters.Add(new UnawaitedConverter<Task<TokenPair>>());
    }

    // Without a WebApplication, UseRouting() notes its endpoints here.
    private static IEndpointRouteBuilder? RoutingOf(IApplicationBuilder app) =>
        app as IEndpointRouteBuilder
        ?? (app.Properties.TryGetValue("__EndpointRouteBuilder", out var noted) ? noted as IEndpointRouteBuilder : null);

    private static void AddToPipeline(IApplicationBuilder app, JwtRuntime runtime) => app.Use(next =>
    {
        // Runs when the pipeline is built, before the server listens.
        var endpoints = app.ApplicationServices.GetRequiredService<EndpointDataSource>();
        var guards = new LateGuards(app.ApplicationServices);
        if (!runtime.Endpoints.Validator.Validate(RoutingOf(app), endpoints, guards))
            runtime.ReportUnprotected();
        runtime.WarmUp(app.ApplicationServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        return new JwtMiddleware(next, runtime.Endpoints.Responder, runtime.App, guards, runtime.Endpoints.Issuing).InvokeAsync;
    });
}
