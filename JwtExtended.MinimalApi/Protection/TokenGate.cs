using System.Collections.Immutable;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Errors;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Reading;
using JwtExtended.MinimalApi.Revocation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Protection;

/// <summary>Decides, before arguments are bound, whether a request may reach its endpoint.</summary>
internal sealed class TokenGate(
    TokenLocator locator, TokenReader reader, RevocationCheck revocation, CsrfCheck csrf, RequirementCheck requirements, TicketDesk tickets,
    GateAfterwards afterwards, ErrorResponder errors, EndpointWiring wiring, ImmutableArray<TokenLocation> locations)
{
    private const string HubMetadata = "Microsoft.AspNetCore.SignalR.HubMetadata";

    private static readonly Refusal Missing = new(JwtErrorCode.TokenMissing, "The request carries no token.");
    private static readonly Refusal OtherSite = new(JwtErrorCode.CsrfMismatch, "Another site made the request.");

    /// <summary>Works out once what an endpoint asks for; <see langword="null"/> when it asks for nothing.</summary>
    public EndpointPlan? Plan(Endpoint endpoint)
    {
        if (JwtRequirement.Of(endpoint) is not { } requirement)
            return null;
        var enabled = requirement.From ?? locations;
        return new EndpointPlan
        {
            Endpoint = endpoint,
            Name = EndpointName.Of(endpoint),
            Requirement = requirement,
            Locations = enabled,
            // Known by its metadata, without the package that brings it.
            IsHub = endpoint.Metadata.Any(static item => item.GetType().FullName == HubMetadata),
            Vary = SharedCaches.VaryOf(enabled, locator, requirement),
            Problem = wiring.Check(endpoint, requirement, enabled) is [_, ..] problems ? string.Join(' ', problems) : null,
        };
    }

    public Task InvokeAsync(HttpContext context, EndpointPlan plan, RequestDelegate next)
    {
        if (plan.Requirement.SameOrigin && !csrf.PermitsLogin(context))
            return RefuseAsync(context, plan, OtherSite, null);
        if (plan.Requirement.Presence == JwtPresence.Open)
            return PassAsync(context, plan, default, next);

        SharedCaches.KeepOut(context, plan);
        var judging = JudgeAsync(context, plan);
        return judging.IsCompletedSuccessfully ? FollowAsync(context, plan, judging.Result, next) : AwaitAsync(context, plan, judging, next);
    }

    public Task RefuseAsync(HttpContext context, EndpointPlan plan, Refusal refusal, Token? token)
    {
        afterwards.BeforeRefusal(context, plan, refusal);
        return errors.RefuseAsync(context, refusal, plan.RefusalContext, token);
    }

    /// <summary>Answers where a handler without a gate asked the store for something that it did not confirm.</summary>
    public Task RefuseStoreFailedAsync(HttpContext context) =>
        errors.RefuseAsync(context, JwtVerdict.StoreFailed, new RefusalContext(context.GetEndpoint() is { } endpoint ? EndpointName.Of(endpoint) : "(none)"), null);

    /// <summary>Answers where a handler was about to sign a visitor in for another site.</summary>
    public Task RefuseLoginAsync(HttpContext context) =>
        errors.RefuseAsync(context, OtherSite, new RefusalContext(context.GetEndpoint() is { } endpoint ? EndpointName.Of(endpoint) : "(none)"), null);

    // The order is a security decision: nothing is looked up in a store for a token that is not ours.
    private async ValueTask<Judgement> JudgeAsync(HttpContext context, EndpointPlan plan)
    {
        var requirement = plan.Requirement;
        var located = await locator.LocateAsync(context.Request, requirement.Kinds, plan.Locations, context.RequestAborted);
        if (located.Refusal is not null)
            return new Judgement(located.Refusal);
        if (!located.HasText)
            return requirement.Presence == JwtPresence.Optional ? default : new Judgement(Missing);
        if (!reader.Read(located.Text, located.Whole, located.Accepted).TryGetToken(out var token, out var unreadable))
            return new Judgement(unreadable);
        // A page that logs out and goes away has logged out; a thief who hangs up is noticed all the same.
        var patience = requirement.EndsSessions || requirement.Rotates ? CancellationToken.None : context.RequestAborted;
        if (!requirement.SkipRevocationCheck && await revocation.CheckAsync(token, requirement.Rotates, patience) is { } revoked)
            return new Judgement(revoked, token);
        if (located.Location == TokenLocation.Cookie && await csrf.CheckAsync(context, token) is { } forged)
            return new Judgement(forged, token);
        if (await requirements.CheckAsync(context, token, requirement) is { } denied)
            return new Judgement(denied, token);
        // Last: a ticket is good once, and a request that is refused must not use it up.
        return token.Type == TokenType.Ticket && await tickets.PunchAsync(context, token) is { } spent
            ? new Judgement(spent, token)
            : new Judgement(token, located.Location);
    }

    private async Task AwaitAsync(HttpContext context, EndpointPlan plan, ValueTask<Judgement> judging, RequestDelegate next) =>
        await FollowAsync(context, plan, await judging, next);

    private Task FollowAsync(HttpContext context, EndpointPlan plan, Judgement judgement, RequestDelegate next)
    {
        if (judgement.Refusal is { } refusal)
            return RefuseAsync(context, plan, refusal, judgement.Token);
        return PassAsync(context, plan, judgement, next);
    }

    private Task PassAsync(HttpContext context, EndpointPlan plan, Judgement judgement, RequestDelegate next)
    {
        var verdict = new JwtVerdict(plan, this, judgement.Token, judgement.Location);
        verdict.Publish(context);
        verdict.SetErrorAside(context.Response);
        if (plan.Requirement.Presence == JwtPresence.Open)
            return next(context);
        if (judgement.Token is { } token)
            afterwards.BeforeHandler(context, plan, token, judgement.Location);
        return SharedCaches.RunAsync(context, plan, next);
    }
}
