using JwtExtended.MinimalApi.Tokens;
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
        return TokenFeature.Of(context)?.Token;
    }

    /// <summary>Where the token of the running endpoint came from.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The place; <see langword="null"/> without a token.</returns>
    public static TokenLocation? GetJwtLocation(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return TokenFeature.Of(context)?.Location;
    }

    /// <summary>The service of the app that handles the request.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="InvalidOperationException"><see cref="Jwt.Initialize"/> was not called for the app.</exception>
    public static JwtService GetJwtService(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Jwt.For(context.RequestServices);
    }

    /// <summary>
    /// Fires when the token of the request is over: at its expiry, or within <see cref="RevocationOptions.RecheckInterval"/> of any mark that refuses it,
    /// or when the client has gone. What a ticket opened goes on for as long as the access token behind it.
    /// For answers that go on: server-sent events, downloads, streams. WebSockets and hubs are closed by themselves.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <returns>The token's lifetime; <see cref="CancellationToken.None"/> without a token.</returns>
    public static CancellationToken GetJwtLifetime(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return TokenFeature.Of(context)?.Token is { } token ? context.GetJwtService().Runtime.Endpoints.Expiry.Of(context, token) : CancellationToken.None;
    }
}
