using System.Reflection;
using JwtExtended.MinimalApi.Configuration;
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
        builder.Protect(new RequirementPart { Presence = TokenPresence.Required });

    /// <summary>Requires a token that satisfies more, before the arguments of the handler are bound.</summary>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="configure">Says what more is asked for; it adds up with what other calls ask for.</param>
    public static TBuilder RequireJwt<TBuilder>(this TBuilder builder, Action<JwtRequirementBuilder> configure)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(configure);
        var requirement = new JwtRequirementBuilder(new RequirementPart { Presence = TokenPresence.Required });
        configure(requirement);
        return builder.Protect(requirement.Part);
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
        builder.Protect(new RequirementPart { Presence = TokenPresence.Optional });

    /// <summary>Opens an endpoint inside a protected group: the one way to do so.</summary>
    /// <param name="builder">The endpoint or group.</param>
    public static TBuilder WithoutJwt<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.Protect(new RequirementPart { Presence = TokenPresence.Open });

    /// <summary>
    /// Refuses requests that another site made (<c>csrf_mismatch</c>), with or without a token: for a login, so that nobody is signed in to somebody
    /// else's account. Decided as for <see cref="CsrfMode.Automatic"/>; a client that tells nothing of its origin, as no browser does, passes.
    /// </summary>
    /// <param name="builder">The endpoint or group.</param>
    public static TBuilder RequireSameOrigin<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.Protect(new RequirementPart { Presence = TokenPresence.Open, SameOrigin = true });

    /// <summary>Protects the endpoint of a handler that takes a <see cref="Token"/>, called or not.</summary>
    internal static void ProtectByParameter(ParameterInfo parameter, EndpointBuilder builder)
    {
        var nullable = new NullabilityInfoContext().Create(parameter).ReadState == NullabilityState.Nullable;
        builder.Metadata.Add(new RequirementPart { Presence = nullable ? TokenPresence.Optional : TokenPresence.Required, IsParameter = true });
        AddFilter(builder);
        AttachGate(builder);
    }

    internal static TBuilder Protect<TBuilder>(this TBuilder builder, RequirementPart part)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        part = part with { IsOfGroup = builder is RouteGroupBuilder };
        builder.Add(endpoint =>
        {
            endpoint.Metadata.Add(part);
            AddFilter(endpoint);
        });
        // Last of all: whatever has become the delegate, the gate stands in front of it.
        builder.Finally(static endpoint =>
        {
            AttachGate(endpoint);
            DescribeResponses(endpoint);
        });
        return builder;
    }

    private static void AttachGate(EndpointBuilder endpoint) => EndpointGuard.Attach(endpoint, static context =>
    {
        if (JwtServiceRegistry.Find(context.RequestServices) is not { } service)
            return null;
        // Also where the middleware of Initialize did not run: the static door speaks for this app.
        JwtServiceRegistry.Enter(service);
        return service.Gate;
    });

    private static void AddFilter(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.Any(static item => item is FilterMarker))
            return;
        endpoint.Metadata.Add(FilterMarker.Instance);
        endpoint.FilterFactories.Add(static (_, next) => call => JwtEndpointFilter.Instance.InvokeAsync(call, next));
    }

    private static void DescribeResponses(EndpointBuilder endpoint)
    {
        var described = endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().ToArray();
        if (endpoint.Metadata.OfType<RequirementPart>().LastOrDefault(static part => !part.IsParameter && !part.SameOrigin) is null or { Presence: TokenPresence.Open })
            return;
        // ASP.NET Core describes a 200 only where nothing is described: with our own answers listed it has to be said.
        if (!described.Any(static response => response.StatusCode < StatusCodes.Status400BadRequest))
            endpoint.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(void)));
        foreach (var status in (ReadOnlySpan<int>)[StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden])
        {
            if (!described.Any(response => response.StatusCode == status))
                endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), ["application/problem+json"]));
        }
    }

    private sealed class FilterMarker
    {
        public static FilterMarker Instance { get; } = new();
    }
}
