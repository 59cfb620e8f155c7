using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Keys.Publishing;
using JwtExtended.MinimalApi.Sessions;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to map the endpoints that the package implements.</summary>
public static partial class JwtEndpointRouteBuilderExtensions
{
    private static readonly PublishedEndpoints Jwks = new(
        "application/jwk-set+json", static context => context.GetJwtService().Runtime.Publication.Jwks, OperationDescription.Jwks)
    {
        CacheControl = CacheControlOf,
    };

    private static readonly PublishedEndpoints Discovery = new("application/json", Describe, OperationDescription.Discovery)
    {
        CacheControl = CacheControlOf,
    };

    private static readonly PublishedEndpoints Resource = new("application/json", DescribeResource, OperationDescription.Resource)
    {
        CacheControl = CacheControlOf,
    };

    /// <summary>
    /// Maps an endpoint that publishes the public keys as a JWK Set (RFC 7517, 5), for services that verify tokens of this application. It
    /// never contains secrets.
    /// </summary>
    /// <param name="endpoints">The application or a group.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <returns>A builder for further configuration of the endpoint.</returns>
    public static IEndpointConventionBuilder MapJwks(this IEndpointRouteBuilder endpoints, string pattern = "/.well-known/jwks.json")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var group = endpoints.MapGroup("");
        Jwks.Map(group, pattern).WithMetadata(AnnouncedEndpoint.Jwks);
        // An app that serves the path of its issuer itself, without a group: the address that the metadata has.
        Jwks.MapPublic(group, pattern, static (services, path) => PublicPath(services) is { Length: > 0 } issuer
            && !path.StartsWith(issuer + "/", StringComparison.Ordinal) ? issuer + path : null);
        return group;
    }

    /// <summary>
    /// Maps endpoints that publish the metadata of this issuer (RFC 8414) at <c>/.well-known/oauth-authorization-server</c> and
    /// <c>/.well-known/openid-configuration</c>. The <c>JwtBearer</c> handler of another service can use the issuer as its
    /// <c>Authority</c>.
    /// </summary>
    /// <remarks>
    /// Requires <see cref="MapJwks"/> and a <see cref="JwtOptions.Issuer"/> that is an absolute https URL (http is allowed for a loopback
    /// address in Development). Otherwise, the application does not start.
    /// </remarks>
    /// <param name="endpoints">The application, or a group if the issuer has a path.</param>
    /// <returns>A builder for further configuration of both endpoints.</returns>
    public static IEndpointConventionBuilder MapJwtDiscovery(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var group = endpoints.MapGroup("");
        foreach (var path in (ReadOnlySpan<string>)[DiscoveryDocument.OAuthPath, DiscoveryDocument.OpenIdPath])
        {
            Discovery.Map(group, path).WithMetadata(PublishedDocument.Discovery);
            // RFC 8414, 3.1 inserts it in front of the path of the issuer, OpenID Connect Discovery 1.0, 4 appends it (RFC 8414, 5).
            Discovery.MapPublic(group, path, (services, _) => PublicPath(services) is { } issuer ? path + issuer : null);
            Discovery.MapPublic(group, path, (services, _) => PublicPath(services) is { Length: > 0 } issuer ? issuer + path : null);
        }

        return group;
    }

    /// <summary>
    /// Maps an endpoint that publishes the metadata of this application as a protected resource (RFC 9728) at
    /// <c>/.well-known/oauth-protected-resource</c>, followed by the path of the resource: its identifier, which is the audience, the
    /// issuers whose tokens it accepts, and the scopes that its endpoints require, except those that <c>ExcludeFromDescription()</c> hides.
    /// Challenges name its address (<c>resource_metadata</c>).
    /// </summary>
    /// <remarks>
    /// Requires a <see cref="JwtOptions.Audience"/> that is an absolute https URL (http is allowed for a loopback address in Development).
    /// Otherwise, the application does not start.
    /// </remarks>
    /// <param name="endpoints">The application or a group.</param>
    /// <returns>A builder for further configuration of the endpoint.</returns>
    public static IEndpointConventionBuilder MapJwtResourceMetadata(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var group = endpoints.MapGroup("");
        Resource.Map(group, ResourceDocument.Path).WithMetadata(PublishedDocument.Resource);
        Resource.MapPublic(group, ResourceDocument.Path, static (services, _) =>
            JwtServiceRegistry.Find(services) is { } service ? ResourceDocument.Path + service.Runtime.Resource.Path : null);
        return group;
    }

    /// <summary>
    /// Maps a POST endpoint that exchanges a refresh token for a new pair of tokens (RFC 6749, 5.1). A refresh token can be used once (RFC
    /// 9700, 4.14.2); a repeated request within <see cref="RotationOptions.GraceWindow"/> gets the same new refresh token, and a client
    /// that lost the response another one within <see cref="RotationOptions.LostAnswerWindow"/>.
    /// </summary>
    /// <remarks>
    /// For a refresh token from a cookie, the response sets cookies, and its body contains <c>expires_in</c>; with
    /// <see cref="CookieCarry.RefreshOnly"/> also the access token. The body never contains the refresh token then.
    /// <para>
    /// It is an OAuth token endpoint as well (RFC 6749, 6): a form with <c>grant_type=refresh_token</c> and <c>refresh_token</c>, and
    /// optionally <c>scope</c> and <c>client_id</c>, is answered in the body alone, with the errors of RFC 6749, 5.2. The cookies of such a
    /// request are neither read nor set. To turn it off, name other locations with <c>From</c>.
    /// </para>
    /// </remarks>
    /// <param name="endpoints">The application or a group.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <returns>A builder for further configuration of the endpoint.</returns>
    public static IEndpointConventionBuilder MapJwtRefresh(this IEndpointRouteBuilder endpoints, string pattern = "/refresh") =>
        Map(
            endpoints,
            pattern,
            static (handlers, context, feature) => handlers.RefreshAsync(context, feature),
            OperationDescription.Refresh(typeof(TokenPair)),
            new RequirementPart { Presence = TokenPresence.Required, Types = TokenTypes.Refresh, Rotates = true })
            .WithMetadata(AnnouncedEndpoint.Token);

    /// <summary>
    /// Maps a POST endpoint that ends the session of an access token or refresh token. The response is 204, even if the session is already
    /// over. An access token without a session is revoked by itself.
    /// </summary>
    /// <param name="endpoints">The application or a group.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <returns>A builder for further configuration of the endpoint.</returns>
    public static IEndpointConventionBuilder MapJwtLogout(this IEndpointRouteBuilder endpoints, string pattern = "/logout") =>
        Map(
            endpoints,
            pattern,
            static (handlers, context, feature) => handlers.LogoutAsync(context, feature),
            OperationDescription.Logout,
            new RequirementPart { Presence = TokenPresence.Required, Types = TokenTypes.Any, AcceptsEnded = true, EndsSessions = true });

    /// <summary>
    /// Maps a POST endpoint that revokes all tokens and sessions of the identity of an access token or refresh token, up to now. The
    /// response is 204. A revoked token is refused.
    /// </summary>
    /// <param name="endpoints">The application or a group.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <returns>A builder for further configuration of the endpoint.</returns>
    public static IEndpointConventionBuilder MapJwtLogoutAll(this IEndpointRouteBuilder endpoints, string pattern = "/logout/all") =>
        Map(
            endpoints,
            pattern,
            static (handlers, context, feature) => handlers.LogoutAllAsync(context, feature),
            OperationDescription.LogoutAll,
            new RequirementPart { Presence = TokenPresence.Required, Types = TokenTypes.Any, EndsSessions = true });

    /// <summary>
    /// Maps a POST endpoint that issues a single-use ticket for the caller's access token. Use it for WebSockets, server-sent events and
    /// downloads, where a browser cannot send a header.
    /// </summary>
    /// <remarks>
    /// The request names the path in its query, <c>?path=/feed</c>, and carries the access token in a header or cookie. The response
    /// contains <c>ticket</c> and <c>expires_in</c>. The ticket is valid for 30 seconds and for one GET request to exactly that path,
    /// <c>/feed?ticket=...</c>, whose endpoint must accept it with <c>From(TokenLocation.Ticket)</c>. It has the claims of the access
    /// token, but is never fresh.
    /// </remarks>
    /// <param name="endpoints">The application or a group.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <returns>A builder for further configuration of the endpoint.</returns>
    public static IEndpointConventionBuilder MapJwtTicket(this IEndpointRouteBuilder endpoints, string pattern = "/ticket") =>
        Map(
            endpoints,
            pattern,
            static (handlers, context, feature) => handlers.TicketAsync(context, feature),
            OperationDescription.Ticket(typeof(TicketResponse)),
            new RequirementPart
            {
                Presence = TokenPresence.Required,
                Types = TokenTypes.Access,
                From = [TokenLocation.Header, TokenLocation.Cookie],
            });

    private static IEndpointConventionBuilder Map(
        IEndpointRouteBuilder endpoints,
        string pattern,
        Func<SessionEndpoints, HttpContext, ITokenFeature, ValueTask<Refusal?>> handle,
        OperationDescription description,
        RequirementPart requirement)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var builder = description.AddTo(endpoints.MapPost(pattern, context => HandleAsync(context, handle)));
        return EndpointConventions.Protect(builder, requirement with { NeedsToken = true });
    }

    private static async Task HandleAsync(
        HttpContext context, Func<SessionEndpoints, HttpContext, ITokenFeature, ValueTask<Refusal?>> handle)
    {
        var runtime = context.GetJwtService().Runtime;
        if (TokenFeature.Enforced(context) is not { Token: { } token } feature)
        {
            throw new InvalidOperationException(
                "The request was not authenticated with a token. Do not call OptionalJwt() or WithoutJwt() on an endpoint of the package.");
        }

        if (await handle(runtime.Sessions.Endpoints, context, feature) is { } refusal)
            await runtime.Endpoints.Responder.RefuseAsync(context, refusal, token);
    }

    private static PublishedJson Describe(HttpContext context) =>
        context.GetJwtService().Runtime.Publication.Describe(EndpointsOf(context));

    private static PublishedJson DescribeResource(HttpContext context) =>
        context.GetJwtService().Runtime.Resource.Describe(EndpointsOf(context));

    private static EndpointDataSource EndpointsOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<EndpointDataSource>();

    private static string CacheControlOf(HttpContext context) => context.GetJwtService().Runtime.Publication.CacheControl;

    private static string? PublicPath(IServiceProvider services) => JwtServiceRegistry.Find(services)?.Runtime.Publication.IssuerPath;
}
