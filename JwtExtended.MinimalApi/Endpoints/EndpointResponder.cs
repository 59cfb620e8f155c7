using JwtExtended.MinimalApi.Authentication;
using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Sessions;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Refuses requests, and applies what else follows from authentication: expiring connections, renewed and cleared cookies.
/// </summary>
internal sealed class EndpointResponder(
    ErrorResponder errors, TokenCookies cookies, LogoutCookies? logout, LongRequests longRequests, CookieRenewal? renewal)
{
    /// <summary>Describes credentials that were not read; <see langword="null"/> outside of Development.</summary>
    public UnreadCredential? Unread { get; init; }

    private static readonly Refusal StoreFailed =
        new(JwtErrorCode.StoreUnavailable, "The revocation store did not confirm what the handler asked for.");

    private static readonly Refusal SigningFailed = new(JwtErrorCode.SigningUnavailable, "The key did not sign, as logged before.");

    /// <summary>Applies what follows from authentication before the handler runs.</summary>
    /// <returns>What to call: the handler, or what ends it with its token.</returns>
    public RequestDelegate BeforeHandler(
        HttpContext context, ProtectedEndpoint endpoint, AuthenticationOutcome outcome, RequestDelegate next)
    {
        if (outcome.Ignored is { } ignored)
        {
            errors.ReportIgnored(ignored, endpoint.Name);
            if (outcome.HasDeadAccessCookie)
                DeadCookie.ClearOnStarting(context, cookies);
        }

        // Runs before the one above: a new cookie is better than none.
        if (renewal is not null && endpoint.Requirement.Presence != TokenPresence.Open && endpoint.Locations.Contains(TokenLocation.Cookie)
            && outcome is { Token: null } or { Location: TokenLocation.Cookie, Token.Type: TokenType.Access })
            renewal.Attach(context, outcome.Token);
        if (outcome.Token is not { } token)
            return next;
        // In every response of a logout, also when the store does not confirm. A page of another site can send a token of its own in the
        // query, and must not sign this browser out with it.
        if (endpoint.Requirement.EndsSessions && endpoint.Locations.Contains(TokenLocation.Cookie)
            && (outcome.Location is TokenLocation.Header or TokenLocation.Cookie || logout?.MayClear(context) == true))
            cookies.Clear(context.Response);
        return longRequests.Attach(context, endpoint, token, next);
    }

    /// <summary>Applies what follows from the response, which is about to start.</summary>
    public void OnStarting(HttpContext context, ProtectedEndpoint endpoint, AuthenticationOutcome outcome)
    {
        if (outcome.Token is { } token)
            longRequests.AttachToStream(context, endpoint, token);
    }

    public Task RefuseAsync(HttpContext context, ProtectedEndpoint endpoint, Refusal refusal, Token? token)
    {
        // A logout with a cookie that is no longer valid has to clear it all the same. Only where a cookie came: otherwise any page
        // could sign its visitors out with a request that carries none. And not where the token is valid, and less than the endpoint asks.
        if (endpoint.Requirement.EndsSessions && endpoint.Locations.Contains(TokenLocation.Cookie) && IsUnauthorized(refusal)
            && refusal.Code is not (JwtErrorCode.TokenMissing or JwtErrorCode.FreshRequired)
            && cookies.AreSentWith(context.Request) && logout?.MayClear(context) == true)
            return RefuseLogoutAsync(context, endpoint, refusal, token, logout);
        ClearIfOver(context, endpoint.Requirement, refusal, token);
        var described = endpoint.RefusalContext with { IsOAuth = OAuthRequest.Is(context, refusal) };
        return errors.RefuseAsync(context, Explain(context, refusal, endpoint.Requirement), described, token);
    }

    /// <summary>
    /// Whether what a handler threw has a response: a revocation that was not confirmed never results in a successful one, and a handler
    /// that was canceled because its token is over has not failed.
    /// </summary>
    /// <returns><see langword="false"/> if it is left to the application.</returns>
    public static bool HasResponse(Exception exception, HttpContext context) => exception
        is RefusalException or RevocationStoreException or JwtSigningException
        ? !context.Response.HasStarted
        : MonitoredToken.Explain(exception, context) is not null;

    /// <summary>Responds to what a handler threw; a response that has started ends, or is aborted.</summary>
    /// <returns>A task that completes when the response was written.</returns>
    public Task RespondAsync(HttpContext context, ProtectedEndpoint endpoint, Exception exception, Token? token) =>
        context.Response.HasStarted ? EndAsync(context) : RefuseAsync(context, endpoint, Explain(exception, context), token);

    /// <summary>The same, for an endpoint without protection.</summary>
    /// <returns>A task that completes when the response was written.</returns>
    public Task RespondAsync(HttpContext context, Exception exception) =>
        context.Response.HasStarted ? EndAsync(context) : RefuseAsync(context, Explain(exception, context));

    /// <summary>Responds with what a handler decided, whatever protects its endpoint.</summary>
    /// <returns>A task that completes when the response was written.</returns>
    public Task RefuseAsync(HttpContext context, Refusal refusal, Token? token = null)
    {
        var endpoint = context.GetEndpoint();
        var requirement = endpoint is null ? null : EndpointRequirement.Of(endpoint);
        var name = EndpointName.Of(endpoint);
        if (requirement is not null)
            ClearIfOver(context, requirement, refusal, token);
        return errors.RefuseAsync(
            context,
            Explain(context, refusal, requirement),
            new RefusalContext(name, requirement?.ScopeText, requirement?.MaxAge) { IsOAuth = OAuthRequest.Is(context, refusal) },
            token);
    }

    private Refusal Explain(HttpContext context, Refusal refusal, EndpointRequirement? requirement) =>
        ReferenceEquals(refusal, EndpointEnforcer.Missing) && Unread?.Describe(context.Request, requirement?.From) is { } seen
            ? new Refusal(refusal.Code, $"{refusal.Reason} {seen}")
            : refusal;

    // A stream of events is complete wherever it ends. Of anything else, the client must learn that a part is missing.
    private static Task EndAsync(HttpContext context)
    {
        if (!EventStream.Is(context.Response.Headers.ContentType))
            context.Abort();
        return Task.CompletedTask;
    }

    private Refusal Explain(Exception exception, HttpContext context)
    {
        if (exception is JwtSigningException failure)
        {
            errors.ReportFailure(failure);
            return SigningFailed;
        }

        return exception is RefusalException refused ? refused.Refusal : MonitoredToken.Explain(exception, context) ?? StoreFailed;
    }

    private static bool IsUnauthorized(Refusal refusal) => ErrorTable.Entry(refusal.Code).Status == StatusCodes.Status401Unauthorized;

    // What the cookies hold is over on this device, and has to end: also the session of the refused token. No proof beyond the origin is
    // asked for: no page of another site gets here, and a client that is no browser has its cookies anyway.
    private async Task RefuseLogoutAsync(
        HttpContext context, ProtectedEndpoint endpoint, Refusal refusal, Token? token, LogoutCookies logout)
    {
        cookies.Clear(context.Response);
        try
        {
            await logout.EndAsync(context, caller: null);
        }
        catch (RevocationStoreException)
        {
            refusal = StoreFailed;
        }

        await errors.RefuseAsync(context, refusal, endpoint.RefusalContext, token);
    }

    private void ClearIfOver(HttpContext context, EndpointRequirement requirement, Refusal refusal, Token? token)
    {
        // Any page can send a form: beside one that asks for tokens, cookies are left as they are.
        if (requirement.Rotates && token is not null && context.Features.Get<TokenRequest>() is null
            && cookies.AreOver(context.Request, token, refusal))
            cookies.Clear(context.Response);
    }
}
