using System.Diagnostics.CodeAnalysis;
using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi;

/// <summary>
/// The door: sets an app up, and forwards to the <see cref="JwtService"/> of the app that handles the current request. Outside a request it
/// speaks for the only living app, and throws when there are several.
/// </summary>
public static class Jwt
{
    /// <summary>Sets the app up: the one line that is needed. Call it before <c>app.Run()</c>, and behind <c>app.UseRouting()</c> where that is called at all.</summary>
    /// <param name="app">The app.</param>
    /// <param name="configure">Changes the options; when it returns they are validated and closed.</param>
    /// <returns>The service of this app.</returns>
    /// <exception cref="OptionsValidationException">The configuration is wrong: all errors, in one message.</exception>
    /// <exception cref="InvalidOperationException">The app was set up already.</exception>
    public static JwtService Initialize(WebApplication app, Action<JwtOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Before anything is made that would have to be disposed again.
        if (JwtServiceRegistry.Find(app.Services) is not null)
            throw JwtServiceRegistry.CalledTwice();
        var settings = JwtOptionsLoader.Load(app.Services, app.Configuration, configure);
        var handle = new AppHandle(app.Services);
        var runtime = new JwtRuntime(
            app.Services, settings, new AppScope(static () => JwtServiceRegistry.IsAlone, () => JwtServiceRegistry.Enter(handle)));
        var service = new JwtService(runtime);
        JwtServiceRegistry.Add(app.Services, handle, service);
        EndpointProtectionRegistry.Add(app.Services, runtime.Endpoints.Protection);
        app.Lifetime.ApplicationStarted.Register(runtime.Start);
        app.Lifetime.ApplicationStopped.Register(() =>
        {
            JwtServiceRegistry.Forget(handle);
            runtime.CloseAsync().GetAwaiter().GetResult();
        });
        AddToResolverChain(app.Services);
        AddToPipeline(app, runtime);
        return service;
    }

    /// <summary>The service of an app.</summary>
    /// <param name="services">Any service provider of the app.</param>
    /// <exception cref="InvalidOperationException"><see cref="Initialize"/> was not called for the app.</exception>
    public static JwtService For(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return JwtServiceRegistry.Find(services)
            ?? throw new InvalidOperationException("Jwt.Initialize(app) was not called for this app. Call it in Program.cs before app.Run().");
    }

    /// <inheritdoc cref="JwtService.CreateAccessToken(string, string?, bool)"/>
    public static string CreateAccessToken(string identity, string? role = null, bool fresh = false) => Current.CreateAccessToken(identity, role, fresh);

    /// <inheritdoc cref="JwtService.CreateAccessToken(string, TokenDescriptor)"/>
    public static string CreateAccessToken(string identity, TokenDescriptor descriptor) => Current.CreateAccessToken(identity, descriptor);

    /// <inheritdoc cref="JwtService.CreateRefreshToken"/>
    public static string CreateRefreshToken(string identity, TokenDescriptor? descriptor = null) => Current.CreateRefreshToken(identity, descriptor);

    /// <inheritdoc cref="JwtService.CreateTokenPair"/>
    public static TokenPair CreateTokenPair(string identity, TokenDescriptor? descriptor = null) => Current.CreateTokenPair(identity, descriptor);

    /// <inheritdoc cref="JwtService.TryRead"/>
    public static bool TryRead(string encoded, [NotNullWhen(true)] out Token? token, [NotNullWhen(false)] out JwtError? error, TokenType expected = TokenType.Access) =>
        Current.TryRead(encoded, out token, out error, expected);

    /// <inheritdoc cref="JwtService.ReadAsync"/>
    public static ValueTask<JwtReadResult> ReadAsync(string encoded, TokenType expected = TokenType.Access, CancellationToken cancellationToken = default) =>
        Current.ReadAsync(encoded, expected, cancellationToken);

    /// <inheritdoc cref="JwtService.RevokeAsync"/>
    public static ValueTask RevokeAsync(Token token, CancellationToken cancellationToken = default) => Current.RevokeAsync(token, cancellationToken);

    /// <inheritdoc cref="JwtService.RevokeAllAsync"/>
    public static ValueTask RevokeAllAsync(string identity, CancellationToken cancellationToken = default) => Current.RevokeAllAsync(identity, cancellationToken);

    private static JwtService Current => JwtServiceRegistry.Current ?? JwtServiceRegistry.All() switch
    {
        [var only] => only,
        [] => throw new InvalidOperationException("Jwt.Initialize(app) was not called, or the app has stopped. Call it in Program.cs before app.Run()."),
        var several => throw new InvalidOperationException($"{several.Count} apps of this process are set up, and outside a request nothing says which one is meant. Use the JwtService of one: Initialize returns it, and Jwt.For(app.Services) finds it."),
    };

    // Serialises TokenPair and the errors without reflection, after whatever the application has set up itself.
    private static void AddToResolverChain(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        if (!options.IsReadOnly)
            options.TypeInfoResolverChain.Add(JwtJsonContext.Default);
    }

    private static void AddToPipeline(IApplicationBuilder app, JwtRuntime runtime) => app.Use(next =>
    {
        // Runs when the pipeline is built, before the server listens.
        var endpoints = app.ApplicationServices.GetRequiredService<EndpointDataSource>();
        runtime.Endpoints.Validator.Validate(endpoints);
        if (app is IEndpointRouteBuilder routes)
            SharedEndpointDataSource.Replace(routes.DataSources, endpoints);
        runtime.Revocation.Store.WarmUp();
        return new JwtMiddleware(next, runtime.Endpoints.Responder, runtime.App).InvokeAsync;
    });
}
