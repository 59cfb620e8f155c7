using System.Security.Claims;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>
/// What authenticating one request for one endpoint resulted in: a token, a refusal, or nothing. Another endpoint in the same request
/// (status code re-execution) has its own.
/// </summary>
internal sealed class AuthenticationOutcome : ITokenFeature, IHttpAuthenticationFeature
{
    private ClaimsPrincipal? _user;

    private AuthenticationOutcome(Endpoint endpoint) => Endpoint = endpoint;

    public Endpoint Endpoint { get; }

    public Token? Token { get; private init; }

    public TokenLocation? Location { get; private init; }

    public bool IsConsumed { get; private init; }

    /// <summary>Why the request is refused; <see langword="null"/> when it is not.</summary>
    public Refusal? Refusal { get; private init; }

    /// <summary>The status of an error page that its handler must not see; <see langword="null"/> for other requests.</summary>
    public ErrorPageStatus? ErrorPage { get; set; }

    /// <summary>The principal of the token, created on first use.</summary>
    ClaimsPrincipal? IHttpAuthenticationFeature.User
    {
        get => _user ??= Token is null ? null : TokenPrincipal.Of(Token);
        set => _user = value;
    }

    /// <summary>The request carries no credentials.</summary>
    /// <returns>The outcome.</returns>
    public static AuthenticationOutcome None(Endpoint endpoint) => new(endpoint);

    /// <summary>The request is refused, with the token where it was verified.</summary>
    /// <returns>The outcome.</returns>
    public static AuthenticationOutcome Refused(Endpoint endpoint, Refusal refusal, Token? token = null) =>
        new(endpoint) { Refusal = refusal, Token = token };

    /// <summary>The request carries a valid token.</summary>
    /// <returns>The outcome.</returns>
    public static AuthenticationOutcome Accepted(Endpoint endpoint, Token token, TokenLocation location, bool isConsumed) =>
        new(endpoint) { Token = token, Location = location, IsConsumed = isConsumed };

    public void OnHandlerReturned(HttpResponse response) => ErrorPage?.Restore(response);

    /// <summary>Makes the outcome known to the request.</summary>
    public void Publish(HttpContext context)
    {
        context.Features.Set<ITokenFeature>(this);
        // Without a token an optional endpoint keeps the user that another scheme may have set.
        if (Token is not null)
            context.Features.Set<IHttpAuthenticationFeature>(this);
    }
}
