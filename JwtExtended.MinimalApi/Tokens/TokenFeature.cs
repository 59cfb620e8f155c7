using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Finds the <see cref="ITokenFeature"/> of the endpoint that is running.</summary>
internal static class TokenFeature
{
    /// <summary>The feature for the current endpoint.</summary>
    /// <returns>The feature; <see langword="null"/> when the request was not authenticated for this endpoint.</returns>
    public static ITokenFeature? Of(HttpContext context)
    {
        var feature = Last(context);
        return feature is not null && ReferenceEquals(feature.Endpoint, context.GetEndpoint()) ? feature : null;
    }

    /// <summary>The feature that was set last, for whichever endpoint.</summary>
    /// <returns>The feature; <see langword="null"/> without one.</returns>
    public static ITokenFeature? Last(HttpContext context) =>
        // The user's feature is found fastest. A handler may have replaced it; the result's feature then still is ours.
        context.Features.Get<IHttpAuthenticationFeature>() as ITokenFeature
        ?? context.Features.Get<IAuthenticateResultFeature>() as ITokenFeature;

    /// <summary>Finds the token of the user that a request has.</summary>
    /// <returns>The token; <see langword="null"/> for a user of another scheme, or of several.</returns>
    public static Token? OfUser(HttpContext context) =>
        // The result is created on first use.
        TokenPrincipal.TokenOf(context.User)
        ?? TokenPrincipal.TokenOf(context.User, context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult);

    /// <summary>The feature for the current endpoint, where its requirement is satisfied.</summary>
    /// <returns>The feature; <see langword="null"/> when the request did not pass the endpoint's guard.</returns>
    public static ITokenFeature? Enforced(HttpContext context) => Of(context) is { IsEnforced: true } feature ? feature : null;

    /// <summary>Binds a <c>Token</c> parameter.</summary>
    /// <returns>The token; <see langword="null"/> at an optional endpoint that was reached without one.</returns>
    /// <exception cref="InvalidOperationException">The endpoint was not guarded: nothing says whether the request may pass.</exception>
    public static ValueTask<Token?> BindAsync(HttpContext context) => ValueTask.FromResult(Required(context).Token);

    /// <summary>Binds the token, or the application's own object for its user, whichever is of a type.</summary>
    /// <param name="context">The request.</param>
    /// <param name="type">The type of the parameter.</param>
    /// <returns>The value; <see langword="null"/> at an optional endpoint that was reached without a token.</returns>
    /// <exception cref="InvalidOperationException">The endpoint was not guarded, or no user of this type was set.</exception>
    public static object? Bind(HttpContext context, Type type)
    {
        var feature = Required(context);
        if (feature.Token is not { } token || type.IsInstanceOfType(token))
            return feature.Token;
        return type.IsInstanceOfType(feature.User) ? feature.User : throw new InvalidOperationException(
            $"'{context.GetEndpoint()?.DisplayName}' takes the user of the token, but none of the type of its parameter was set. "
            + "Call SetUser() with that type in cfg.OnAuthenticated(...).");
    }

    private static ITokenFeature Required(HttpContext context) => Enforced(context) ?? throw new InvalidOperationException(
        $"'{context.GetEndpoint()?.DisplayName}' takes a Token, but its request was not authenticated. "
        + "Call RequireJwt() or OptionalJwt() on the endpoint, and do not replace its RequestDelegate.");
}
