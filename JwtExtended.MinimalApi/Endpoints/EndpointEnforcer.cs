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
/// <param name="pipeline">What the app's pipeline brings along.</param>
internal sealed class EndpointEnforcer(
    RequestAuthenticator authenticator, AccessCheck access, CsrfCheck csrf, EndpointResponder responder, AppPipeline pipeline)
{
    /// <summary>The refusal of a request without a token, where one is required.</summary>
    public static readonly Refusal Missing = new(JwtErrorCode.TokenMissing, "The request carries no token.");

    private static readonly Refusal OfAnotherConnection = new(
        JwtErrorCode.AccessDenied,
        "The connection was opened by another user, in another session, with other rights or at another URL.");

    /// <summary>Authenticates a request before its endpoint runs, so that every later middleware knows the user.</summary>
    /// <returns>A task that completes when the request is authenticated, as far as it can be by now.</returns>
    public ValueTask AuthenticateEarlyAsync(HttpContext context, ProtectedEndpoint endpoint)
    {
        // The pipeline may lead past this twice: what was authenticated stays so, whatever another scheme has put over it.
        if (pipeline.Outcomes.Find(context, endpoint.Endpoint) is { } known)
        {
            pipeline.Outcomes.Publish(context, known);
            return default;
        }

        var authentication = authenticator.AuthenticateEarlyAsync(context, endpoint.Endpoint, endpoint.Authentication);
        if (!authentication.IsCompletedSuccessfully)
            return AwaitEarlyAsync(context, authentication);
        if (authentication.Result is { } outcome)
            pipeline.Outcomes.Publish(context, outcome);
        return default;
    }

    /// <summary>The same, also where it needs the body.</summary>
    /// <returns>A task that completes when the request is authenticated.</returns>
    public async ValueTask AuthenticateFullyAsync(HttpContext context, ProtectedEndpoint endpoint) => pipeline.Outcomes.Publish(
        context, await authenticator.AuthenticateAsync(context, endpoint.Endpoint, endpoint.Authentication, earlier: null));

    public Task InvokeAsync(HttpContext context, ProtectedEndpoint endpoint, RequestDelegate next)
    {
        // Also where the middleware of Initialize did not run: the static Jwt speaks for this app.
        pipeline.App.Enter();
        if (endpoint.Requirement.SameOrigin && csrf.CheckSameOrigin(context) is { } crossSite)
            return responder.RefuseAsync(context, endpoint, crossSite, null);
        if (endpoint.Requirement.Presence == TokenPresence.Open)
        {
            if (endpoint.Connections is { } owned && owned.TryReadId(context.Request, out var id) && owned.Owners.IsOwned(id))
                return responder.RefuseAsync(context, endpoint, OfAnotherConnection, null);
            if (endpoint.Requirement.GuardsConnectionsAlone)
                return next(context);
            var none = AuthenticationOutcome.None(context, endpoint.Endpoint, keepsUser: endpoint.KeepsUser);
            return PassAsync(context, endpoint, none, next);
        }

        ResponseCachePolicy.Apply(context, endpoint, pipeline.HasOutputCache);
        var earlier = pipeline.Outcomes.Find(context, endpoint.Endpoint);
        if (earlier is not null && authenticator.StillApplies(context, endpoint.Authentication, earlier))
            return EnforceAsync(context, endpoint, earlier, next);
        var authentication = authenticator.AuthenticateAsync(context, endpoint.Endpoint, endpoint.Authentication, earlier);
        return authentication.IsCompletedSuccessfully
            ? EnforceAsync(context, endpoint, authentication.Result, next)
            : AwaitAuthenticationAsync(context, endpoint, authentication, next);
    }

    /// <summary>The response is about to start.</summary>
    public void OnStarting(HttpContext context, ProtectedEndpoint endpoint, AuthenticationOutcome outcome) =>
        responder.OnStarting(context, endpoint, outcome);

    private async ValueTask AwaitEarlyAsync(HttpContext context, ValueTask<AuthenticationOutcome?> authentication)
    {
        if (await authentication is { } outcome)
            pipeline.Outcomes.Publish(context, outcome);
    }

    private async Task AwaitAuthenticationAsync(
        HttpContext context, ProtectedEndpoint endpoint, ValueTask<AuthenticationOutcome> authentication, RequestDelegate next) =>
        await EnforceAsync(context, endpoint, await authentication, next);

    private Task EnforceAsync(HttpContext context, ProtectedEndpoint endpoint, AuthenticationOutcome outcome, RequestDelegate next)
    {
        if (outcome.Refusal is { } refusal)
            return responder.RefuseAsync(context, endpoint, refusal, outcome.VerifiedToken);
        if (outcome.Token is null && endpoint.Requirement.Presence != TokenPresence.Optional)
            return responder.RefuseAsync(context, endpoint, Missing, null);
        if (endpoint.Connections is { } connections && connections.TryReadId(context.Request, out var id))
        {
            if (connections.Owners.TryEnter(id, connections.UrlOf(context.Request), outcome.Token) is not { } leave)
                return responder.RefuseAsync(context, endpoint, OfAnotherConnection, outcome.Token);
            return EnforceInConnectionAsync(context, endpoint, outcome, next, leave);
        }

        return EnforceRequirementAsync(context, endpoint, outcome, next);
    }

    private async Task EnforceInConnectionAsync(
        HttpContext context,
        ProtectedEndpoint endpoint,
        AuthenticationOutcome outcome,
        RequestDelegate next,
        Action<HttpContext> leave)
    {
        try
        {
            await EnforceRequirementAsync(context, endpoint, outcome, next);
        }
        finally
        {
            leave(context);
        }
    }

    private Task EnforceRequirementAsync(
        HttpContext context, ProtectedEndpoint endpoint, AuthenticationOutcome outcome, RequestDelegate next)
    {
        if (outcome.Token is not { } token)
            return PassAsync(context, endpoint, outcome, next);

        if (!endpoint.Requirement.Predicates.IsEmpty)
        {
            // A predicate that looks at the request sees the user that it decides about, and no other.
            pipeline.Outcomes.Publish(context, outcome);
            outcome.RestoreUser();
        }

        var check = access.CheckAsync(context, token, endpoint.Requirement);
        if (!check.IsCompletedSuccessfully)
            return AwaitAccessAsync(context, endpoint, outcome, check, next);
        return ConcludeAsync(context, endpoint, outcome, check.Result, next);
    }

    private async Task AwaitAccessAsync(
        HttpContext context, ProtectedEndpoint endpoint, AuthenticationOutcome outcome, ValueTask<Refusal?> check, RequestDelegate next) =>
        await ConcludeAsync(context, endpoint, outcome, await check, next);

    private Task ConcludeAsync(
        HttpContext context, ProtectedEndpoint endpoint, AuthenticationOutcome outcome, Refusal? denied, RequestDelegate next)
    {
        if (denied is null)
            return PassAsync(context, endpoint, outcome, next);
        // At an optional endpoint a ticket that was used before, or is for another path, counts as none. Not what a policy denies.
        if (outcome.Token is not { Type: TokenType.Ticket } || !endpoint.Authentication.Ignores(denied, outcome.Location!.Value))
            return responder.RefuseAsync(context, endpoint, denied, outcome.Token);
        outcome.Ignore(denied, isDeadAccessCookie: false);
        return PassAsync(context, endpoint, outcome, next);
    }

    private Task PassAsync(HttpContext context, ProtectedEndpoint endpoint, AuthenticationOutcome outcome, RequestDelegate next)
    {
        // Again here: a middleware in between may have set another user.
        pipeline.Outcomes.Publish(context, outcome);
        outcome.Enforce();
        if (endpoint.HasFilters)
            outcome.ErrorPage = ErrorPageStatus.SetAside(context.Response);
        next = responder.BeforeHandler(context, endpoint, outcome, next);
        try
        {
            var running = endpoint.CanUndoHeaders || outcome.ErrorPage is not null
                ? ResponseCachePolicy.RunAsync(context, endpoint, outcome, next)
                : next(context);
            return running.IsCompletedSuccessfully ? running : AwaitHandlerAsync(context, endpoint, outcome, running);
        }
        catch (Exception e) when (EndpointResponder.HasResponse(e, context))
        {
            return responder.RespondAsync(context, endpoint, e, outcome.Token);
        }
    }

    private async Task AwaitHandlerAsync(HttpContext context, ProtectedEndpoint endpoint, AuthenticationOutcome outcome, Task running)
    {
        try
        {
            await running;
        }
        catch (Exception e) when (EndpointResponder.HasResponse(e, context))
        {
            await responder.RespondAsync(context, endpoint, e, outcome.Token);
        }
    }
}
