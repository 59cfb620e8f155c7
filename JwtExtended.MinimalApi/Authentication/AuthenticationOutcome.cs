using System.Security.Claims;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>The gate's word on one request to one endpoint. Another endpoint in the same request (status code re-execution) has its own.</summary>
internal sealed class AuthenticationOutcome(ProtectedEndpoint plan, RequestAuthenticator gate, Token? token, TokenLocation? location) : IHttpAuthenticationFeature
{
    public static readonly Refusal StoreFailed = new(JwtErrorCode.StoreUnavailable, "The revocation store did not confirm what the handler asked for.");

    private ClaimsPrincipal? _user;
    private int _errorAside;

    public ProtectedEndpoint Plan => plan;

    public Token? Token => token;

    public TokenLocation? Location => location;

    /// <summary>The principal of the token, made when first asked for.</summary>
    ClaimsPrincipal? IHttpAuthenticationFeature.User
    {
        get => _user ??= token is null ? null : TokenPrincipal.Of(token);
        set => _user = value;
    }

    /// <summary>The outcome for the endpoint that is running; <see langword="null"/> when it has not been judged.</summary>
    public static AuthenticationOutcome? Of(HttpContext context) =>
        context.Features.Get<AuthenticationOutcome>() is { } outcome && outcome.IsFor(context.GetEndpoint()) ? outcome : null;

    /// <summary>Binds a <c>Token</c> parameter.</summary>
    /// <exception cref="InvalidOperationException">The endpoint was not judged: nothing says whether the request may pass.</exception>
    public static ValueTask<Token?> BindTokenAsync(HttpContext context) => Of(context) is { } outcome
        ? ValueTask.FromResult(outcome.Token)
        : throw new InvalidOperationException($"'{context.GetEndpoint()?.DisplayName}' takes a Token, but its request did not pass the gate. Call RequireJwt() or OptionalJwt() on the endpoint, and do not replace its RequestDelegate.");

    public void Publish(HttpContext context)
    {
        context.Features.Set(this);
        // Without a token an optional endpoint keeps the user that another scheme may have set.
        if (token is not null)
            context.Features.Set<IHttpAuthenticationFeature>(this);
    }

    /// <summary>What a handler asked for was not confirmed: that is never answered with success.</summary>
    public Task RefuseStoreFailedAsync(HttpContext context) => RefuseAsync(context, StoreFailed);

    public Task RefuseAsync(HttpContext context, Refusal refusal) => gate.RefuseAsync(context, plan, refusal, token);

    /// <summary>
    /// Sets the status of an error page aside until its handler has run. ASP.NET Core calls no handler behind endpoint filters while the status
    /// is an error, because that is how it notes a failed binding: the page would be empty.
    /// </summary>
    public void SetErrorAside(HttpResponse response)
    {
        if (response.StatusCode < StatusCodes.Status400BadRequest || response.HasStarted)
            return;
        _errorAside = response.StatusCode;
        response.StatusCode = StatusCodes.Status200OK;
        response.OnStarting(() =>
        {
            RestoreError(response);
            return Task.CompletedTask;
        });
    }

    /// <summary>Brings the status back, unless the handler has set one of its own.</summary>
    public void RestoreError(HttpResponse response)
    {
        if (_errorAside != 0 && !response.HasStarted && response.StatusCode == StatusCodes.Status200OK)
            response.StatusCode = _errorAside;
        _errorAside = 0;
    }

    private bool IsFor(Endpoint? other) => ReferenceEquals(plan.Endpoint, other);
}
