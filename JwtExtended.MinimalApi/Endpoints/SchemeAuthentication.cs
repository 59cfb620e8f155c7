using System.Collections.Immutable;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Authenticates requests for the scheme: with the outcome of a protected endpoint, and at any other endpoint as one that takes access
/// tokens from the locations of the app, without the body.
/// </summary>
internal sealed class SchemeAuthentication(
    RequestAuthenticator authenticator, OutcomeFeatures outcomes, EndpointResponder responder, ImmutableArray<TokenLocation> locations)
    : ISchemeAuthentication
{
    private static readonly Refusal Forbidden = new(JwtErrorCode.AccessDenied, "An authorization policy is not satisfied.");

    private static readonly Refusal Challenged = new(JwtErrorCode.TokenMissing, "The application asks for another authentication.");

    // What a request without an endpoint is authenticated for.
    private static readonly Endpoint NoEndpoint = new(null, null, "(no endpoint)");

    private readonly AuthenticationPolicy _policy = new()
    {
        Types = TokenTypes.Access,
        Locations = [.. locations.Where(static location => location != TokenLocation.JsonBody)],
    };

    public async Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string scheme)
    {
        var outcome = await FindAsync(context);
        if (outcome?.Token is { } token)
        {
            // The user of a guarded endpoint is known, and what an application has added to it stays.
            var user = token.Equals(TokenFeature.OfUser(context)) ? context.User : null;
            return TokenPrincipal.Succeed(token, scheme, user);
        }

        return outcome?.Refusal is { } refusal ? AuthenticateResult.Fail(refusal.Reason) : AuthenticateResult.NoResult();
    }

    public async Task ChallengeAsync(HttpContext context)
    {
        var outcome = await FindAsync(context);
        var refusal = outcome?.Refusal ?? (outcome?.Token is null ? EndpointEnforcer.Missing : Challenged);
        await responder.RefuseAsync(context, refusal, outcome?.VerifiedToken);
    }

    public async Task ForbidAsync(HttpContext context) =>
        await responder.RefuseAsync(context, Forbidden, (await FindAsync(context))?.Token);

    private async ValueTask<AuthenticationOutcome?> FindAsync(HttpContext context)
    {
        // It would ask itself without end.
        if (context.Features.Get<JwtAuthenticatedContext>() is not null)
        {
            throw new InvalidOperationException(
                "OnAuthenticated asks for the user that it decides about. Use the token of its context instead.");
        }

        var endpoint = context.GetEndpoint() ?? NoEndpoint;
        if (outcomes.Find(context, endpoint) is { } known)
            return known;
        if (endpoint.RequestDelegate?.Target is EndpointGuard guard)
        {
            var guarded = await AskAsync(context, endpoint, guard);
            if (guarded is not null || RequiresSomething(endpoint))
                return guarded;
        }

        var earlier = context.Features.Get<AuthenticationOutcome>();
        if (ReferenceEquals(earlier?.Endpoint, endpoint) && authenticator.StillApplies(context, _policy, earlier))
            return earlier;
        // What does not ask for a user gets none that had to be read from its body.
        var outcome = EndpointPolicies.NamesPolicy(endpoint)
            ? await authenticator.AuthenticateAsync(context, endpoint, _policy, earlier)
            : await authenticator.AuthenticateEarlyAsync(context, endpoint, _policy);
        context.Features.Set(outcome);
        if (outcome is not null)
            outcomes.Trace(context, outcome);
        return outcome;
    }

    // Asking gives the request no other user: its guard does that later.
    private async ValueTask<AuthenticationOutcome?> AskAsync(HttpContext context, Endpoint endpoint, EndpointGuard guard)
    {
        var user = context.Features.Get<IHttpAuthenticationFeature>();
        var result = context.Features.Get<IAuthenticateResultFeature>();
        try
        {
            await guard.AuthenticateAsync(context, endpoint);
            // What asks for a user gets it also where a part of the body decides, which the endpoint would read.
            if (outcomes.Find(context, endpoint) is null && EndpointPolicies.NamesPolicy(endpoint) && RequiresSomething(endpoint))
                await guard.AuthenticateFullyAsync(context, endpoint);
            return outcomes.Find(context, endpoint);
        }
        finally
        {
            context.Features.Set(user);
            context.Features.Set(result);
        }
    }

    // One that requires nothing is as any other.
    private static bool RequiresSomething(Endpoint endpoint) =>
        EndpointRequirement.Of(endpoint) is not { Presence: TokenPresence.Open };
}
