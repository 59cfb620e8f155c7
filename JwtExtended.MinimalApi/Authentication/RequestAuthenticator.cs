using System.Collections.Immutable;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Sessions;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>Authenticates a request for its endpoint, once.</summary>
internal sealed class RequestAuthenticator(
    TokenLocator locator, TokenValidator validator, RevocationCheck revocation, CsrfCheck csrf, PlantedCookieCheck planted)
{
    private static readonly Refusal Ambiguous =
        new(JwtErrorCode.RequestAmbiguous, "A header carries a token beside the form.");

    private static readonly ImmutableArray<TokenLocation> Cookie = [TokenLocation.Cookie];

    /// <summary>The application's last word about a token that was accepted; <see langword="null"/> where it has none.</summary>
    public required Func<JwtAuthenticatedContext, ValueTask>? OnAuthenticated { get; init; }

    /// <summary>Reads forms that ask for tokens.</summary>
    public required TokenRequestReader Forms { get; init; }

    private readonly RefreshTokenLocator _refresh = new(locator, validator);

    /// <summary>Authenticates a request before its endpoint runs.</summary>
    /// <returns>The outcome; <see langword="null"/> where only the endpoint can decide: what needs the body, tickets and refresh
    /// tokens.</returns>
    public ValueTask<AuthenticationOutcome?> AuthenticateEarlyAsync(HttpContext context, Endpoint endpoint, AuthenticationPolicy policy)
    {
        if (!policy.AllowsEarly)
            return default;
        var located = locator.LocateOutsideBody(context.Request, policy.Types, policy.Locations);
        if (located.HasText && (located.Location == TokenLocation.Ticket || IsDecidedByForm(context, located)))
            return default;
        return ValidateAsync(context, endpoint, policy, located, null)!;
    }

    /// <summary>
    /// Whether an outcome from before still decides about a request: the credential and what else it depended on are the same.
    /// </summary>
    /// <returns><see langword="false"/> when a middleware has changed them.</returns>
    public bool StillApplies(HttpContext context, AuthenticationPolicy policy, AuthenticationOutcome earlier)
    {
        if (!policy.AllowsEarly || !earlier.HasSameTarget())
            return false;
        // A middleware in between may have waited.
        if (earlier.VerifiedToken is { } token && !StillHolds(token, earlier.LookUp, policy))
            return false;
        var located = locator.LocateOutsideBody(context.Request, policy.Types, policy.Locations);
        if (located.Refusal is not null)
            return ReferenceEquals(located.Refusal, earlier.Cause);
        // The same string, not an equal one: what is found in it is the same.
        return ReferenceEquals(located.Source, earlier.Source) && (located.HasText || earlier.Cause is null);
    }

    /// <summary>Authenticates a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="endpoint">Its endpoint.</param>
    /// <param name="policy">What the endpoint says about authentication.</param>
    /// <param name="earlier">An outcome that no longer applies: the same token is not verified and looked up again.</param>
    /// <returns>The outcome.</returns>
    public ValueTask<AuthenticationOutcome> AuthenticateAsync(
        HttpContext context, Endpoint endpoint, AuthenticationPolicy policy, AuthenticationOutcome? earlier) =>
        policy.EndsSessions
            ? FindSessionAsync(context, endpoint, policy, earlier)
            : AuthenticateOnceAsync(context, endpoint, policy, earlier);

    /// <summary>Checks the token of an earlier request again.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">A token to cancel the look-up.</param>
    /// <returns>Why it is refused by now, or <see langword="null"/>.</returns>
    public async ValueTask<Refusal?> CheckAgainAsync(Token token, CancellationToken cancellationToken) =>
        validator.CheckOpened(token) ?? (await revocation.CheckAsync(token, forExchange: false, cancellationToken)).Refusal;

    // A client that adds its access token to every request logs out when that has expired, too: the session in its cookies must end.
    private async ValueTask<AuthenticationOutcome> FindSessionAsync(
        HttpContext context, Endpoint endpoint, AuthenticationPolicy policy, AuthenticationOutcome? earlier)
    {
        var first = await AuthenticateOnceAsync(context, endpoint, policy, earlier);
        if (first.Refusal is not { } refusal || !policy.LooksForCookie(refusal))
            return first;
        foreach (var type in (TokenTypes[])[TokenTypes.Refresh, TokenTypes.Access])
        {
            var located = locator.LocateOutsideBody(context.Request, type, Cookie);
            if (!located.HasText)
                continue;
            var outcome = await ValidateAsync(context, endpoint, policy, located, null);
            if (outcome.Refusal is null && !IsOfAnother(first, outcome))
                return outcome;
        }

        return first;
    }

    // What was refused may prove all the same whose it was: a cookie of another session was planted, or is not meant.
    private bool IsOfAnother(AuthenticationOutcome refused, AuthenticationOutcome found) =>
        refused.Source is { } source && found.Token is { } token
        && FindSigned(source)?.IsOfOtherSession(token.Identity, token.SessionId) == true;

    // No token contains a space: in a header, it is what follows the scheme.
    private TokenClaims? FindSigned(string source) => validator.FindSigned(source.AsSpan(source.LastIndexOf(' ') + 1));

    private ValueTask<AuthenticationOutcome> AuthenticateOnceAsync(
        HttpContext context, Endpoint endpoint, AuthenticationPolicy policy, AuthenticationOutcome? earlier)
    {
        // A request's cancellation is touched only where something waits: it is created on first use.
        var cancellationToken = policy.AllowsEarly ? CancellationToken.None : context.RequestAborted;
        var locating = policy.Types == TokenTypes.Refresh
            ? LocateRefreshAsync(context, policy, cancellationToken)
            : locator.LocateAsync(context.Request, policy.Types, policy.Locations, cancellationToken);
        return locating.IsCompletedSuccessfully
            ? ValidateAsync(context, endpoint, policy, locating.Result, earlier)
            : AwaitLocationAsync(context, endpoint, policy, locating, earlier);
    }

    private async ValueTask<LocatedToken> LocateRefreshAsync(
        HttpContext context, AuthenticationPolicy policy, CancellationToken cancellationToken)
    {
        var form = policy.AcceptsForm ? await Forms.ReadAsync(context) : null;
        if (form is null)
            return await _refresh.LocateAsync(context.Request, policy.Locations, cancellationToken);
        return form.Value.Refusal is null && _refresh.FindsHeader(context.Request) ? new LocatedToken(Ambiguous) : form.Value;
    }

    private async ValueTask<AuthenticationOutcome> AwaitLocationAsync(
        HttpContext context,
        Endpoint endpoint,
        AuthenticationPolicy policy,
        ValueTask<LocatedToken> locating,
        AuthenticationOutcome? earlier) =>
        await ValidateAsync(context, endpoint, policy, await locating, earlier);

    // The order is a security decision: nothing is looked up in a store for a token that is not ours.
    private ValueTask<AuthenticationOutcome> ValidateAsync(
        HttpContext context, Endpoint endpoint, AuthenticationPolicy policy, in LocatedToken located, AuthenticationOutcome? earlier)
    {
        var target = policy.DependsOnHeadersAlone ? null : new RequestTarget(context.Request);
        if (located.Refusal is { } unusable)
        {
            var refused = AuthenticationOutcome.Refused(context, endpoint, unusable, source: null, target);
            return new(IgnoreIfOptional(refused, policy, located.Location, located.Accepted));
        }

        if (!located.HasText)
            return new(AuthenticationOutcome.None(context, endpoint, target));
        if (earlier?.VerifiedToken is { } same && located.Accepted.Includes(same.Type) && located.Text.SequenceEqual(same.RawJwt)
            && StillHolds(same, earlier.LookUp, policy))
        {
            var known = new VerifiedCredential(same, located.Location, located.Source!, earlier.LookUp);
            return ConcludeAsync(context, endpoint, policy, known, target);
        }

        if (!ValidateText(context.Request, policy, located).TryGet(out var token, out var refusal))
        {
            var refused = AuthenticationOutcome.Refused(context, endpoint, refusal, located.Source, target);
            return new(IgnoreIfOptional(refused, policy, located.Location, located.Accepted));
        }

        var lookUp = LookUpAsync(context, token, policy);
        var credential = new VerifiedCredential(token, located.Location, located.Source!, default);
        return lookUp.IsCompletedSuccessfully
            ? ConcludeAsync(context, endpoint, policy, credential with { LookUp = lookUp.Result }, target)
            : AwaitLookUpAsync(context, endpoint, policy, credential, lookUp, target);
    }

    private bool StillHolds(Token token, in RevocationResult lookUp, AuthenticationPolicy policy) =>
        validator.CheckTime(token) is null
        && (policy.SkipRevocationCheck ? validator.CheckKey(token) is null : revocation.IsRecent(lookUp));

    private Outcome<Token> ValidateText(HttpRequest request, AuthenticationPolicy policy, in LocatedToken located)
    {
        var validated = validator.Validate(located.Text, located.OriginalString, located.Accepted);
        if (!validated.TryGet(out var token, out _) || token.Type != TokenType.Refresh)
            return validated;
        // Whatever the endpoint does with it: beside a token of another session a refresh token decides nothing.
        var otherSession = located.Location switch
        {
            TokenLocation.Cookie => planted.Check(request, token),
            TokenLocation.Header when policy.Types == TokenTypes.Refresh => _refresh.CheckCookie(request, policy.Locations, token),
            _ => null,
        };
        return otherSession is null ? validated : new Outcome<Token>(otherSession);
    }

    private ValueTask<RevocationResult> LookUpAsync(HttpContext context, Token token, AuthenticationPolicy policy)
    {
        if (policy.SkipRevocationCheck)
            return default;
        // Logout and rotation must complete even if the client disconnects.
        var waits = revocation.MayWait && !policy.OutlivesClient;
        var cancellationToken = waits ? context.RequestAborted : CancellationToken.None;
        return revocation.CheckAsync(token, policy.AcceptsExchanged, cancellationToken);
    }

    private async ValueTask<AuthenticationOutcome> AwaitLookUpAsync(
        HttpContext context,
        Endpoint endpoint,
        AuthenticationPolicy policy,
        VerifiedCredential credential,
        ValueTask<RevocationResult> lookUp,
        RequestTarget? target) =>
        await ConcludeAsync(context, endpoint, policy, credential with { LookUp = await lookUp }, target);

    private ValueTask<AuthenticationOutcome> ConcludeAsync(
        HttpContext context, Endpoint endpoint, AuthenticationPolicy policy, VerifiedCredential credential, RequestTarget? target) =>
        credential.LookUp.Refusal is null && credential.Location == TokenLocation.Cookie
            ? CheckOriginAsync(context, endpoint, policy, credential, target)
            : FinishAsync(context, endpoint, policy, credential, credential.LookUp.Refusal, target);

    // Decided by the location that the token came from: no other part of the request exempts a cookie.
    private async ValueTask<AuthenticationOutcome> CheckOriginAsync(
        HttpContext context, Endpoint endpoint, AuthenticationPolicy policy, VerifiedCredential credential, RequestTarget? target)
    {
        var check = csrf.CheckAsync(context, credential.Token);
        if (check.IsCompletedSuccessfully && !csrf.NeedsForm(context))
            return await FinishAsync(context, endpoint, policy, credential, check.Result, target);
        var refusal = await check;
        // A form takes as long as its sender likes, also one that has arrived when it is waited for: what was right before may have ended.
        if (refusal is null && !StillHolds(credential.Token, credential.LookUp, policy))
        {
            refusal = validator.CheckOpened(credential.Token);
            if (refusal is null)
            {
                credential = credential with { LookUp = await LookUpAsync(context, credential.Token, policy) };
                refusal = credential.LookUp.Refusal;
            }
        }

        return await FinishAsync(context, endpoint, policy, credential, refusal, target);
    }

    // A user can always sign out.
    private ValueTask<AuthenticationOutcome> FinishAsync(
        HttpContext context,
        Endpoint endpoint,
        AuthenticationPolicy policy,
        in VerifiedCredential credential,
        Refusal? refusal,
        RequestTarget? target) =>
        OnAuthenticated is not { } handler || refusal is not null || policy.EndsSessions
            ? new(Conclude(context, endpoint, policy, credential, refusal, target))
            : AskAsync(context, endpoint, policy, credential, handler, target);

    private static async ValueTask<AuthenticationOutcome> AskAsync(
        HttpContext context,
        Endpoint endpoint,
        AuthenticationPolicy policy,
        VerifiedCredential credential,
        Func<JwtAuthenticatedContext, ValueTask> handler,
        RequestTarget? target)
    {
        var authenticated = new JwtAuthenticatedContext(context, credential.Token);
        context.Features.Set(authenticated);
        try
        {
            await handler(authenticated);
        }
        finally
        {
            context.Features.Set<JwtAuthenticatedContext>(null);
        }

        var refusal = authenticated.Refused is { } code ? new Refusal(code, "OnAuthenticated refused the user of the token.") : null;
        return Conclude(context, endpoint, policy, credential with { User = authenticated.User }, refusal, target);
    }

    private static AuthenticationOutcome Conclude(
        HttpContext context,
        Endpoint endpoint,
        AuthenticationPolicy policy,
        in VerifiedCredential credential,
        Refusal? refusal,
        RequestTarget? target)
    {
        var outcome = AuthenticationOutcome.Verified(context, endpoint, credential, refusal, target);
        return IgnoreIfOptional(outcome, policy, credential.Location, credential.Token.Type.ToTypes());
    }

    private static AuthenticationOutcome IgnoreIfOptional(
        AuthenticationOutcome outcome, AuthenticationPolicy policy, TokenLocation location, TokenTypes types)
    {
        if (outcome.Refusal is not { } refusal || !policy.Ignores(refusal, location))
            return outcome;
        // Not one that has expired, which a refresh is about to replace, and not one whose key another node may have.
        var isDead = refusal.IsFinal || refusal.Code == JwtErrorCode.TokenRevoked;
        outcome.Ignore(refusal, isDead && location == TokenLocation.Cookie && types == TokenTypes.Access);
        return outcome;
    }

    private bool IsDecidedByForm(HttpContext context, in LocatedToken located) =>
        located.Location == TokenLocation.Cookie && csrf.NeedsForm(context);
}
