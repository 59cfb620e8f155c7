using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Enforces the requirement of an endpoint before its arguments are bound.</summary>
/// <param name="authenticator">Authenticates requests.</param>
/// <param name="access">Checks the requirement.</param>
/// <param name="csrf">Tells which site made a request.</param>
/// <param name="responder">Refuses requests.</param>
/// <param name="enterApp">Makes the app the current one for the rest of the calling flow.</param>
internal sealed class EndpointEnforcer(
    RequestAuthenticator authenticator, AccessCheck access, CsrfCheck csrf, EndpointResponder responder, Action enterApp)
{
    private static readonly Refusal Missing = new(JwtErrorCode.TokenMissing, "The request carries no token.");

    public Task InvokeAsync(HttpContext context, ProtectedEndpoint endpoint, RequestDelegate next)
    {
        // Also where the middleware of Initialize did not run: the static Jwt speaks for this app.
        enterApp();
        if (endpoint.Requirement.SameOrigin && !csrf.PermitsLogin(context))
            return responder.RefuseAsync(context, endpoint, EndpointResponder.CrossSite, null);
        if (endpoint.Requirement.Presence == TokenPresence.Open)
            return PassAsync(context, endpoint, AuthenticationOutcome.None(endpoint.Endpoint), next);

        ResponseCachePolicy.Apply(context, endpoint);
        var authentication = authenticator.AuthenticateAsync(context, endpoint.Endpoint, endpoint.Authentication);
        return authentication.IsCompletedSuccessfully
            ? EnforceAsync(context, endpoint, authentication.Result, next)
            : AwaitAuthenticationAsync(context, endpoint, authentication, next);
    }

    private async Task AwaitAuthenticationAsync(
        HttpContext context, ProtectedEndpoint endpoint, ValueTask<AuthenticationOutcome> authentication, RequestDelegate next) =>
        await EnforceAsync(context, endpoint, await authentication, next);

    private Task EnforceAsync(HttpContext context, ProtectedEndpoint endpoint, AuthenticationOutcome outcome, RequestDelegate next)
    {
        if (outcome.Refusal is { } refusal)
            return responder.RefuseAsync(context, endpoint, refusal, outcome.Token);
        if (outcome.Token is not { } token)
        {
            return endpoint.Requirement.Presence == TokenPresence.Optional
                ? PassAsync(context, endpoint, outcome, next)
                : responder.RefuseAsync(context, endpoint, Missing, null);
        }

        var check = access.CheckAsync(context, token, endpoint.Requirement);
        if (!check.IsCompletedSuccessfully)
            return AwaitAccessAsync(context, endpoint, outcome, check, next);
        return check.Result is { } denied
            ? responder.RefuseAsync(context, endpoint, denied, token)
            : PassAsync(context, endpoint, outcome, next);
    }

    private async Task AwaitAccessAsync(
        HttpContext context, ProtectedEndpoint endpoint, AuthenticationOutcome outcome, ValueTask<Refusal?> check, RequestDelegate next)
    {
        if (await check is { } denied)
            await responder.RefuseAsync(context, endpoint, denied, outcome.Token);
        else
            await PassAsync(context, endpoint, outcome, next);
    }

    private Task PassAsync(HttpContext context, ProtectedEndpoint endpoint, AuthenticationOutcome outcome, RequestDelegate next)
    {
        outcome.Publish(context);
        outcome.ErrorPage = ErrorPageStatus.SetAside(context.Response);
        responder.BeforeHandler(context, endpoint, outcome);
        try
        {
            var running = endpoint.Requirement.Presence == TokenPresence.Open
                ? next(context)
                : ResponseCachePolicy.RunAsync(context, endpoint, outcome, next);
            return running.IsCompletedSuccessfully ? running : AwaitHandlerAsync(context, endpoint, outcome, running);
        }
        catch (RevocationStoreException) when (!context.Response.HasStarted)
        {
            return responder.RefuseStoreFailedAsync(context, endpoint, outcome.Token);
        }
    }

    private async Task AwaitHandlerAsync(HttpContext context, ProtectedEndpoint endpoint, AuthenticationOutcome outcome, Task running)
    {
        try
        {
            await running;
        }
        catch (RevocationStoreException) when (!context.Response.HasStarted)
        {
            // A revocation that was not confirmed never results in a successful response.
            await responder.RefuseStoreFailedAsync(context, endpoint, outcome.Token);
        }
    }
}
