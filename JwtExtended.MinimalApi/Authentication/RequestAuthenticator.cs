using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>Authenticates a request for its endpoint.</summary>
internal sealed class RequestAuthenticator(TokenLocator locator, TokenValidator validator, RevocationCheck revocation, CsrfCheck csrf)
{
    // The order is a security decision: nothing is looked up in a store for a token that is not ours.
    public async ValueTask<AuthenticationOutcome> AuthenticateAsync(HttpContext context, Endpoint endpoint, AuthenticationPolicy policy)
    {
        var located = await locator.LocateAsync(context.Request, policy.Types, policy.Locations, context.RequestAborted);
        if (located.Refusal is not null)
            return AuthenticationOutcome.Refused(endpoint, located.Refusal);
        if (!located.HasText)
            return AuthenticationOutcome.None(endpoint);
        if (!validator.Validate(located.Text, located.OriginalString, located.Accepted).TryGet(out var token, out var unreadable))
            return AuthenticationOutcome.Refused(endpoint, unreadable);
        var revocationResult = await CheckRevocationAsync(context, token, policy);
        if (revocationResult.Refusal is { } revoked)
            return AuthenticationOutcome.Refused(endpoint, revoked, token);
        if (located.Location == TokenLocation.Cookie && await csrf.CheckAsync(context, token) is { } forged)
            return AuthenticationOutcome.Refused(endpoint, forged, token);
        return AuthenticationOutcome.Accepted(endpoint, token, located.Location, revocationResult.IsConsumed);
    }

    private ValueTask<RevocationResult> CheckRevocationAsync(HttpContext context, Token token, AuthenticationPolicy policy)
    {
        if (policy.SkipRevocationCheck)
            return default;
        // Logout and rotation must complete even if the client disconnects.
        var cancellationToken = policy.OutlivesClient ? CancellationToken.None : context.RequestAborted;
        return revocation.CheckAsync(token, policy.Rotates, cancellationToken);
    }
}
