using System.Collections.Immutable;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Sessions;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>Decides, before arguments are bound, whether a request may reach its endpoint.</summary>
internal sealed class RequestAuthenticator(
    TokenLocator locator, TokenValidator reader, RevocationCheck revocation, CsrfCheck csrf, RequirementCheck requirements, TicketValidator tickets,
    TokenResponseEffects afterwards, ErrorResponder errors, EndpointValidator wiring, ImmutableArray<TokenLocation> locations)
{
    private const string HubMetadata = "Microsoft.AspNetCore.SignalR.HubMetadata";

    private static readonly Refusal Missing = new(JwtErrorCode.TokenMissing, "The request carries no token.");
    private static readonly Refusal OtherSite = new(JwtErrorCode.CsrfMismatch, "Another site made the request.");

    /// <summary>Works out once what an endpoint asks for; <see langword="null"/> when it asks for nothing.</summary>
    public ProtectedEndpoint? Plan(Endpoint endpoint)
    {
        if (EndpointRequirement.Of(endpoint) is not { } requirement)
            return null;
        var enabled = requirement.From ?? locations;
        return new ProtectedEndpoint
        {
            Endpoint = endpoint,
            Name = EndpointName.Of(endpoint),
            Requirement = requirement,
            Locations = enabled,
            // Known by its metadata, without the package that brings it.
            IsHub = endpoint.Metadata.Any(static item => item.GetType().FullName == HubMetadata),
            Vary = ResponseCachePolicy.VaryOf(enabled, locator, requirement),
            Problem = wiring.Check(endpoint, requirement, enabled) is [_, ..] problems ? string.Join(' ', problems) : null,
        };
    }

    public Task InvokeAsync(HttpContext context, ProtectedEndpoint plan, RequestDelegate next)
    {
        if (plan.Requirement.SameOrigin && !csrf.PermitsLogin(context))
            return RefuseAsync(context, plan, OtherSite, null);
        if (plan.Requirement.Presence == TokenPresence.Open)
            return PassAsync(context, plan, default, next);

        ResponseCachePolicy.KeepOut(context, plan);
        var authenticating = EvaluateAsync(context, plan);
        return authenticating.IsCompletedSuccessfully ? FollowAsync(context, plan, authenticating.Result, next) : AwaitAsync(context, plan, authenticating, next);
    }

    public Task RefuseAsync(HttpContext context, ProtectedEndpoint plan, Refusal refusal, Token? token)
    {
        afterwards.BeforeRefusal(context, plan, refusal);
        return errors.RefuseAsync(context, refusal, plan.RefusalContext, token);
    }

    /// <summary>Answers where a handler without a gate asked the store for something that it did not confirm.</summary>
    public Task RefuseStoreFailedAsync(HttpContext context) =>
        errors.RefuseAsync(context, AuthenticationOutcome.StoreFailed, new RefusalContext(context.GetEndpoint() is { } endpoint ? EndpointName.Of(endpoint) : "(none)"), null);

    /// <summary>Answers where a handler was about to sign a visitor in for another site.</summary>
    public Task RefuseLoginAsync(HttpContext context) =>
        errors.RefuseAsync(context, OtherSite, new RefusalContext(context.GetEndpoint() is { } endpoint ? EndpointName.Of(endpoint) : "(none)"), null);

    // The order is a security decision: nothing is looked up in a store for a token that is not ours.
    private async ValueTask<AuthenticationResult> EvaluateAsync(HttpContext context, ProtectedEndpoint plan)
    {
        var requirement = plan.Requirement;
        var located = await locator.LocateAsync(context.Request, requirement.Types, plan.Locations, context.RequestAborted);
        if (located.Refusal is not null)
            return new AuthenticationResult(located.Refusal);
        if (!located.HasText)
            return requirement.Presence == TokenPresence.Optional ? default : new AuthenticationResult(Missing);
        if (!reader.Validate(located.Text, located.OriginalString, located.Accepted).TryGet(out var token, out var unreadable))
            return new AuthenticationResult(unreadable);
        // A page that logs out and goes away has logged out; a thief who hangs up is noticed all the same.
        var patience = requirement.EndsSessions || requirement.Rotates ? CancellationToken.None : context.RequestAborted;
        if (!requirement.SkipRevocationCheck && await revocation.CheckAsync(token, requirement.Rotates, patience) is { } revoked)
            return new AuthenticationResult(revoked, token);
        if (located.Location == TokenLocation.Cookie && await csrf.CheckAsync(context, token) is { } forged)
            return new AuthenticationResult(forged, token);
        if (await requirements.CheckAsync(context, token, requirement) is { } denied)
            return new AuthenticationResult(denied, token);
        // Last: a ticket is good once, and a request that is refused must not use it up.
        return token.Type == TokenType.Ticket && await tickets.ConsumeAsync(context, token) is { } spent
            ? new AuthenticationResult(spent, token)
            : new AuthenticationResult(token, located.Location);
    }

    private async Task AwaitAsync(HttpContext context, ProtectedEndpoint plan, ValueTask<AuthenticationResult> authenticating, RequestDelegate next) =>
        await FollowAsync(context, plan, await authenticating, next);

    private Task FollowAsync(HttpContext context, ProtectedEndpoint plan, AuthenticationResult judgement, RequestDelegate next)
    {
        if (judgement.Refusal is { } refusal)
            return RefuseAsync(context, plan, refusal, judgement.Token);
        return PassAsync(context, plan, judgement, next);
    }

    private Task PassAsync(HttpContext context, ProtectedEndpoint plan, AuthenticationResult judgement, RequestDelegate next)
    {
        var outcome = new AuthenticationOutcome(plan, this, judgement.Token, judgement.Location);
        outcome.Publish(context);
        outcome.SetErrorAside(context.Response);
        if (plan.Requirement.Presence == TokenPresence.Open)
            return next(context);
        if (judgement.Token is { } token)
            afterwards.BeforeHandler(context, plan, token, judgement.Location);
        return ResponseCachePolicy.RunAsync(context, plan, next);
    }
}
