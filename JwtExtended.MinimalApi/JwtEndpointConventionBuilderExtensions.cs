using System.Reflection;
using JwtExtended.MinimalApi.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi;

/// <summary>Protects endpoints and groups of every kind: routes, hubs, controllers, health checks.</summary>
public static class JwtEndpointConventionBuilderExtensions
{
    /// <summary>Requires an access token, before the arguments of the handler are bound.</summary>
    /// <param name="builder">The endpoint or group.</param>
    public static TBuilder RequireJwt<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        EndpointConventions.Protect(builder, new RequirementPart { Presence = TokenPresence.Required });

    /// <summary>Requires a token that satisfies more, before the arguments of the handler are bound.</summary>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="configure">Says what more is asked for; it adds up with what other calls ask for.</param>
    public static TBuilder RequireJwt<TBuilder>(this TBuilder builder, Action<JwtRequirementBuilder> configure)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(configure);
        var requirement = new JwtRequirementBuilder(new RequirementPart { Presence = TokenPresence.Required });
        configure(requirement);
        return EndpointConventions.Protect(builder, requirement.Part);
    }

    /// <summary>Requires a fresh access token.</summary>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="maxAge">How long ago credentials may have been proved; <see langword="null"/> = as long as the mark is in force.</param>
    /// <exception cref="ArgumentOutOfRangeException">The age is not positive.</exception>
    public static TBuilder RequireFreshJwt<TBuilder>(this TBuilder builder, TimeSpan? maxAge = null)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireJwt(jwt => _ = maxAge is { } age ? jwt.Fresh(age) : jwt.Fresh());

    /// <summary>Requires a refresh token.</summary>
    /// <param name="builder">The endpoint or group.</param>
    public static TBuilder RequireRefreshJwt<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireJwt(static jwt => jwt.Refresh());

    /// <summary>Lets requests without credentials pass; bad credentials are refused as ever. Another scheme counts as none.</summary>
    /// <param name="builder">The endpoint or group.</param>
    public static TBuilder OptionalJwt<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        EndpointConventions.Protect(builder, new RequirementPart { Presence = TokenPresence.Optional });

    /// <summary>Opens an endpoint inside a protected group: the one way to do so.</summary>
    /// <param name="builder">The endpoint or group.</param>
    public static TBuilder WithoutJwt<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        EndpointConventions.Protect(builder, new RequirementPart { Presence = TokenPresence.Open });

    /// <summary>
    /// Refuses requests that another site made (<c>csrf_mismatch</c>), with or without a token: for a login, so that nobody is signed in to somebody
    /// else's account. Decided as for <see cref="CsrfMode.Automatic"/>; a client that tells nothing of its origin, as no browser does, passes.
    /// </summary>
    /// <param name="builder">The endpoint or group.</param>
    public static TBuilder RequireSameOrigin<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        EndpointConventions.Add(builder, static endpoint => endpoint.Metadata.Add(SameOriginMetadata.Instance));
}
