using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Keys.Publishing;
using JwtExtended.MinimalApi.Sessions;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace JwtExtended.MinimalApi;

/// <summary>Endpoints that the package itself answers.</summary>
public static class JwtEndpointRouteBuilderExtensions
{
    // Short: a cache in between must not hold back a key that was added, or keep one that was retired.
    private const string Cacheable = "public, max-age=300";

    /// <summary>Publishes the public keys as a JWK set (RFC 7517, 5), for services that verify tokens of this app. Secrets are never in it.</summary>
    /// <param name="endpoints">The app or a group.</param>
    /// <param name="pattern">The path.</param>
    public static IEndpointConventionBuilder MapJwks(this IEndpointRouteBuilder endpoints, string pattern = "/.well-known/jwks.json")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return Publish(endpoints.MapGet(pattern, static context =>
        {
            var keys = context.GetJwtService().Runtime.Publication.Jwks;
            return WriteAsync(context, keys.Json, "application/jwk-set+json", new EntityTagHeaderValue(keys.Tag));
        }), PublishedDocument.Jwks);
    }

    /// <summary>
    /// Publishes the metadata of this issuer (RFC 8414) at <c>/.well-known/oauth-authorization-server</c> and <c>/.well-known/openid-configuration</c>:
    /// what <c>JwtBearer</c> of another service needs as its <c>Authority</c>. Needs <see cref="MapJwks"/>, and a <see cref="JwtOptions.Issuer"/> that is an
    /// absolute https URL (http on loopback in Development); anything else stops the start.
    /// </summary>
    /// <param name="endpoints">The app; a group where the issuer has a path.</param>
    public static IEndpointConventionBuilder MapJwtDiscovery(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var group = endpoints.MapGroup("");
        foreach (var pattern in (ReadOnlySpan<string>)["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"])
            Publish(group.MapGet(pattern, DescribeAsync), PublishedDocument.Discovery);
        return group;
    }

    /// <summary>
    /// Exchanges a refresh token for a new pair: POST, the token from its header, answered as RFC 6749, section 5.1. A refresh token is good once
    /// (RFC 9700, 4.14.2); within <see cref="RotationOptions.GraceWindow"/> whoever comes second gets the same successor.
    /// </summary>
    /// <param name="endpoints">The app or a group.</param>
    /// <param name="pattern">The path.</param>
    public static IEndpointConventionBuilder MapJwtRefresh(this IEndpointRouteBuilder endpoints, string pattern = "/refresh") =>
        Map(
            endpoints,
            pattern,
            static (handlers, context, feature) => handlers.RefreshAsync(context, feature),
            new RequirementPart { Presence = TokenPresence.Required, Types = TokenTypes.Refresh, Rotates = true });

    /// <summary>Ends the session of an access or a refresh token: POST, answered with 204, also for a session that is over already. An access token outside of sessions is revoked alone.</summary>
    /// <param name="endpoints">The app or a group.</param>
    /// <param name="pattern">The path.</param>
    public static IEndpointConventionBuilder MapJwtLogout(this IEndpointRouteBuilder endpoints, string pattern = "/logout") =>
        Map(
            endpoints,
            pattern,
            static (handlers, context, feature) => handlers.LogoutAsync(context, feature),
            new RequirementPart { Presence = TokenPresence.Required, Types = TokenTypes.Any, AcceptsEnded = true, EndsSessions = true });

    /// <summary>Ends everything of the identity of an access or a refresh token that began so far: POST, answered with 204. A token that is revoked already cannot do it.</summary>
    /// <param name="endpoints">The app or a group.</param>
    /// <param name="pattern">The path.</param>
    public static IEndpointConventionBuilder MapJwtLogoutAll(this IEndpointRouteBuilder endpoints, string pattern = "/logout/all") =>
        Map(
            endpoints,
            pattern,
            static (handlers, context, feature) => handlers.LogoutAllAsync(context, feature),
            new RequirementPart { Presence = TokenPresence.Required, Types = TokenTypes.Any, EndsSessions = true });

    /// <summary>
    /// Gives a ticket for the access token of a header or cookie: POST with <c>?path=/feed</c>, answered with <c>ticket</c> and <c>expires_in</c>. It is good
    /// for 30 seconds and for one GET of exactly that path, as <c>/feed?ticket=...</c>, where <c>From(TokenLocation.Ticket)</c> stands: for WebSockets,
    /// server-sent events and downloads, which send no header. It has the rights of the access token, and is never fresh.
    /// </summary>
    /// <param name="endpoints">The app or a group.</param>
    /// <param name="pattern">The path.</param>
    public static IEndpointConventionBuilder MapJwtTicket(this IEndpointRouteBuilder endpoints, string pattern = "/ticket") =>
        Map(
            endpoints,
            pattern,
            static (handlers, context, feature) => handlers.TicketAsync(context, feature),
            new RequirementPart { Presence = TokenPresence.Required, From = [TokenLocation.Header, TokenLocation.Cookie] });

    private static IEndpointConventionBuilder Map(
        IEndpointRouteBuilder endpoints,
        string pattern,
        Func<SessionEndpoints, HttpContext, ITokenFeature, ValueTask<Refusal?>> handle,
        RequirementPart requirement)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return EndpointConventions.Protect(endpoints.MapPost(pattern, context => HandleAsync(context, handle)), requirement);
    }

    private static async Task HandleAsync(HttpContext context, Func<SessionEndpoints, HttpContext, ITokenFeature, ValueTask<Refusal?>> handle)
    {
        var runtime = context.GetJwtService().Runtime;
        if (TokenFeature.Of(context) is not { Token: { } token } feature)
        {
            throw new InvalidOperationException(
                "The request was not authenticated with a token. Do not call OptionalJwt() or WithoutJwt() on an endpoint of the package.");
        }

        if (await handle(runtime.Sessions.Endpoints, context, feature) is { } refusal)
            await runtime.Endpoints.Responder.RefuseAsync(context, refusal, token);
    }

    private static Task DescribeAsync(HttpContext context)
    {
        var endpoints = context.RequestServices.GetRequiredService<EndpointDataSource>();
        return WriteAsync(context, context.GetJwtService().Runtime.Publication.Describe(endpoints), "application/json", null);
    }

    private static IEndpointConventionBuilder Publish(IEndpointConventionBuilder endpoint, PublishedDocument document) =>
        endpoint.WithMetadata(document, new AllowAnonymousAttribute(), new ExcludeFromDescriptionAttribute());

    private static Task WriteAsync(HttpContext context, byte[] json, string contentType, EntityTagHeaderValue? tag)
    {
        context.Response.Headers.CacheControl = Cacheable;
        // The framework answers 304 to whoever has it already (RFC 9110, 13.1.2).
        return Results.Bytes(json, contentType, entityTag: tag).ExecuteAsync(context);
    }
}
