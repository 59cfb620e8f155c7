using JwtExtended.MinimalApi.Endpoints;
using Microsoft.AspNetCore.Builder;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to protect endpoints and groups of every kind: routes, hubs, controllers and health checks.</summary>
public static class JwtEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Requires a token: an access token, unless a group requires another type. Requests without a valid one are refused before the
    /// arguments of the handler are bound.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <returns>The same builder.</returns>
    /// <example>
    /// <code>
    /// app.MapGet("/me", (Token token) => token.Identity).RequireJwt();
    ///
    /// var reports = app.MapGroup("/reports").RequireJwt();
    /// </code>
    /// </example>
    public static TBuilder RequireJwt<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        EndpointConventions.Protect(builder, new RequirementPart { Presence = TokenPresence.Required });

    /// <summary>
    /// Requires a token that meets further requirements, such as roles or scopes. Other requests are refused before the arguments of the
    /// handler are bound.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="configure">Adds the requirements. They are combined with those of other calls, from group to endpoint.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder RequireJwt<TBuilder>(this TBuilder builder, Action<JwtRequirementBuilder> configure)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(configure);
        var requirement = new JwtRequirementBuilder(new RequirementPart { Presence = TokenPresence.Required });
        configure(requirement);
        return EndpointConventions.Protect(builder, requirement.Part);
    }

    /// <summary>Requires a fresh access token.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="maxAge">
    /// The maximum time since the user authenticated (<c>auth_time</c>, RFC 9470), or <see langword="null"/> to accept a token for as long
    /// as it is fresh. <see cref="JwtOptions.Leeway"/> is added.
    /// </param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxAge"/> is not positive.</exception>
    public static TBuilder RequireFreshJwt<TBuilder>(this TBuilder builder, TimeSpan? maxAge = null)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireJwt(jwt => _ = maxAge is { } age ? jwt.Fresh(age) : jwt.Fresh());

    /// <summary>Requires a refresh token. The token is not consumed.</summary>
    /// <remarks>
    /// A refresh token in a cookie or JSON body is used although the request has an <c>Authorization</c> header, if that carries no refresh
    /// token. Refresh tokens of two sessions, in header and cookie, are refused (<see cref="JwtErrorCode.RequestAmbiguous"/>).
    /// </remarks>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder RequireRefreshJwt<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireJwt(static jwt => jwt.Refresh());

    /// <summary>
    /// Accepts an access token, and requests without credentials. Invalid credentials are refused; credentials of another authentication
    /// scheme are ignored.
    /// </summary>
    /// <remarks>
    /// A cookie that is not accepted (expired, revoked, forged, or sent by another site) counts as no credentials, because no script can
    /// remove it. An access cookie that is revoked or forged is cleared when one of the application's own pages, or a navigation, sent it.
    /// </remarks>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <returns>The same builder.</returns>
    /// <example>
    /// <code>
    /// app.MapGet("/hello", (Token? token) => $"Hello {token?.Identity ?? "stranger"}").OptionalJwt();
    /// </code>
    /// </example>
    public static TBuilder OptionalJwt<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        EndpointConventions.Protect(builder, new RequirementPart { Presence = TokenPresence.Optional });

    /// <summary>Exempts the endpoint from its group's token requirement.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder WithoutJwt<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        EndpointConventions.Protect(builder, new RequirementPart { Presence = TokenPresence.Open });

    /// <summary>
    /// Refuses cross-site requests with an unsafe method (<c>csrf_mismatch</c>), with or without a token, in every
    /// <see cref="CsrfOptions.Mode"/>. Call it on a login endpoint, so that another site cannot sign a user in to an attacker's account
    /// (login CSRF).
    /// </summary>
    /// <remarks>
    /// The request's origin is checked as for <see cref="CsrfMode.Automatic"/>; no double submit is required. Clients that are not browsers
    /// and send no origin are accepted. The application does not start when all methods of an endpoint are safe (GET, HEAD, OPTIONS):
    /// their requests are never refused for their origin.
    /// </remarks>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder RequireSameOrigin<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        EndpointConventions.Add(builder, static endpoint => endpoint.Metadata.Add(SameOriginMetadata.Instance));
}
