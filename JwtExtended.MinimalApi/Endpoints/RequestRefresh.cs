using System.Collections.Immutable;
using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Sessions;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>Exchanges the refresh token of a request for an endpoint that the application has mapped itself.</summary>
internal sealed class RequestRefresh(RequestAuthenticator authenticator, CookieRefresh refresh, ImmutableArray<TokenLocation> locations)
{
    private static readonly Refusal Missing = new(JwtErrorCode.TokenMissing, "The request carries no refresh token.");

    private static readonly Refusal SafeMethod = new(
        JwtErrorCode.CsrfMismatch, "A refresh by cookie needs a method such as POST: another site may have made this request.");

    // The outcome is of this call alone: the request stays as it is.
    private static readonly Endpoint NoEndpoint = new(null, null, "RefreshAsync");

    private readonly AuthenticationPolicy _policy = new()
    {
        Types = TokenTypes.Refresh,
        // Of the query nothing is used: it never carries a refresh token.
        Locations = locations,
        AcceptsExchanged = true,
        OutlivesClient = true,
    };

    /// <returns>The new tokens, or the refusal.</returns>
    public async ValueTask<Outcome<TokenPair>> RefreshAsync(HttpContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var outcome = await authenticator.AuthenticateAsync(context, NoEndpoint, _policy, earlier: null);
        if (outcome.Refusal is { } refusal)
            return Refuse(context, outcome, refusal);
        // Any site can make a browser send those, and CSRF protection lets them pass because they change nothing: this does.
        if (outcome.Location == TokenLocation.Cookie && CsrfCheck.IsSafe(context.Request.Method))
            return new(SafeMethod);
        if (outcome.Token is null)
            return new(Missing);
        var refreshed = await refresh.RefreshAsync(context, RefreshRequest.From(context, outcome));
        return refreshed.TryGet(out var tokens, out var refused) ? new(tokens.Pair) : Refuse(context, outcome, refused);
    }

    private Outcome<TokenPair> Refuse(HttpContext context, AuthenticationOutcome outcome, Refusal refusal)
    {
        refresh.ClearIfOver(context, outcome.VerifiedToken, refusal);
        return new(refusal);
    }
}
