using JwtExtended.MinimalApi.Protection;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <summary>What belongs to the request and not to the token.</summary>
public static class JwtHttpContextExtensions
{
    /// <summary>The token that the running endpoint was reached with.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The token; <see langword="null"/> on an open endpoint, and on an optional one reached without a token.</returns>
    public static Token? GetJwtToken(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return JwtVerdict.Of(context)?.Token;
    }

    /// <summary>Where the token of the running endpoint came from.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The place; <see langword="null"/> without a token.</returns>
    public static TokenLocation? GetJwtLocation(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return JwtVerdict.Of(context)?.Location;
    }

    /// <summary>The service of the app that handles the request.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="InvalidOperationException"><see cref="Jwt.Initialize"/> was not called for the app.</exception>
    public static JwtService GetJwtService(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Jwt.For(context.RequestServices);
    }
}
