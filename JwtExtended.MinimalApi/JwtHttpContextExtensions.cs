using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to get the token of a request, and what belongs to it.</summary>
public static class JwtHttpContextExtensions
{
    /// <summary>Gets the token that authenticated the request for the current endpoint.</summary>
    /// <param name="context">The request.</param>
    /// <returns>
    /// The token, or <see langword="null"/> if the request has none, or the endpoint does not ask for one. Where the application registers
    /// the authentication scheme, also that of <see cref="HttpContext.User"/>, as at endpoints with a policy.
    /// </returns>
    public static Token? GetJwtToken(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // Elsewhere the scheme may have authenticated the user, as in the methods of a hub on every transport.
        return TokenFeature.Of(context) is { } feature ? feature.Token : TokenFeature.OfUser(context) ?? NoToken(context);
    }

    /// <summary>Gets the location that the token of the request came from.</summary>
    /// <param name="context">The request.</param>
    /// <returns>
    /// The location, or <see langword="null"/> without a token and at endpoints that do not call <c>RequireJwt()</c> or
    /// <c>OptionalJwt()</c>.
    /// </returns>
    public static TokenLocation? GetJwtLocation(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return TokenFeature.Of(context)?.Location;
    }

    /// <summary>Gets the service of the application that handles the request.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The service.</returns>
    /// <exception cref="InvalidOperationException"><c>Jwt.Initialize</c> was not called for the application.</exception>
    public static JwtService GetJwtService(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Jwt.For(context.RequestServices);
    }

    /// <summary>
    /// Gets a token that is canceled when the token of the request expires, within <see cref="RevocationOptions.RecheckInterval"/> of its
    /// revocation, or when the client disconnects. Use it for long-running responses: server-sent events, downloads and streams.
    /// </summary>
    /// <remarks>
    /// It is canceled as well when the store did not respond to two checks in a row, and later by what
    /// <see cref="RevocationOptions.CacheLookups"/> allows. A request that used a ticket may continue until the access token of the ticket
    /// expires. At endpoints with <c>RequireJwt()</c> or <c>OptionalJwt()</c>, WebSockets, hub connections, server-sent events and streams
    /// of gRPC end without this method. An <see cref="OperationCanceledException"/> that results from it ends a response of the type
    /// <c>text/event-stream</c> normally, and aborts any other, so that it does not look complete; where the response has not started, the
    /// request is refused.
    /// </remarks>
    /// <param name="context">The request.</param>
    /// <returns>The lifetime of the request's token, or <see cref="CancellationToken.None"/> without a token.</returns>
    public static CancellationToken GetJwtLifetime(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetJwtToken() is { } token
            ? context.GetJwtService().Runtime.Endpoints.Expiry.Of(context, token)
            : CancellationToken.None;
    }

    private static Token? NoToken(HttpContext context)
    {
        if (UnaskedToken.MayShowIn(context) && context.RequestServices is { } services)
            JwtServiceRegistry.Find(services)?.Runtime.Endpoints.Unasked.Report(context);
        return null;
    }
}
