using System.Diagnostics.CodeAnalysis;
using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Responses;
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
        var service = new JwtService(app.Services, new JwtRuntime(app.Services, settings), settings.ErrorHandlers.Legacy);
        JwtServiceRegistry.Add(app.Services, service);
        app.Lifetime.ApplicationStarted.Register(service.Start);
        app.Lifetime.ApplicationStopped.Register(() =>
        {
            JwtServiceRegistry.Forget(service);
            service.CloseAsync().GetAwaiter().GetResult();
        });
        AddToResolverChain(app.Services);
        AddToPipeline(app, service);
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

    private static void AddToPipeline(IApplicationBuilder app, JwtService service) => app.Use(next =>
    {
        // Runs when the pipeline is built, before the server listens.
        EndpointAudit.Run(app.ApplicationServices.GetRequiredService<EndpointDataSource>(), service.Runtime);
        service.Runtime.WarmUp.Run();
        return context =>
        {
            // An endpoint that appeared after the start, and that something else stands in front of, is closed and not open.
            if (EndpointGuard.IsBypassed(context.GetEndpoint()))
                return EndpointGuard.RefuseMiswiredAsync(context, "The endpoint asks for a token, but something else was put in front of its gate, or replaced it. Call RequireJwt() last.");
            // The caller gets its own flow back: what runs behind the request must not speak for this app.
            var caller = ExecutionContext.Capture();
            JwtServiceRegistry.Enter(service);
            var running = RunAsync(next, context, service);
            if (caller is not null)
                ExecutionContext.Restore(caller);
            return running;
        };
    });

    // Most requests end without waiting, and need no state machine here.
    private static Task RunAsync(RequestDelegate next, HttpContext context, JwtService service)
    {
        try
        {
            var running = next(context);
            return running.IsCompletedSuccessfully ? running : AwaitAsync(running, context, service);
        }
        catch (CrossSiteLoginException) when (!context.Response.HasStarted)
        {
            return service.Gate.RefuseLoginAsync(context);
        }
    }

    private static async Task AwaitAsync(Task running, HttpContext context, JwtService service)
    {
        try
        {
            await running;
        }
        catch (CrossSiteLoginException) when (!context.Response.HasStarted)
        {
            await service.Gate.RefuseLoginAsync(context);
        }
        catch (RevocationStoreException) when (!context.Response.HasStarted)
        {
            await service.Gate.RefuseStoreFailedAsync(context);
        }
    }
}
