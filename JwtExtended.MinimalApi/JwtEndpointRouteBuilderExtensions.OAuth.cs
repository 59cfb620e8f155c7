using JwtExtended.MinimalApi.Configuration;
using JwtExtended.MinimalApi.Endpoints;
using JwtExtended.MinimalApi.Keys.Publishing;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JwtExtended.MinimalApi;

public static partial class JwtEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a POST endpoint where a client revokes its token (RFC 7009): a refresh token together with its session, an access token by
    /// itself. The form has <c>token</c>, and <c>token_type_hint</c>, which is not needed.
    /// </summary>
    /// <remarks>
    /// Anyone who has a token may revoke it. The response is 200 also for a token that is expired, revoked or none at all (RFC 7009, 2.2),
    /// and 503 with <c>Retry-After</c> when the store has not confirmed the revocation. Cookies are neither read nor cleared: to sign out a
    /// browser, use <see cref="MapJwtLogout"/>.
    /// </remarks>
    /// <param name="endpoints">The application or a group.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <returns>A builder for further configuration of the endpoint.</returns>
    public static IEndpointConventionBuilder MapJwtRevocation(this IEndpointRouteBuilder endpoints, string pattern = "/revoke") =>
        MapOAuth(
            endpoints,
            pattern,
            static (context, oauth) => oauth.Revocation.HandleAsync(context),
            AnnouncedEndpoint.Revocation,
            OperationDescription.Revocation);

    /// <summary>
    /// Maps a POST endpoint that tells other services whether a token is active (RFC 7662), revocations included, and its claims. The form
    /// has <c>token</c>. Callers authenticate with an id and a secret of <see cref="JwtOptions.Introspection"/>, by HTTP Basic or with
    /// <c>client_id</c> and <c>client_secret</c> in the form.
    /// </summary>
    /// <remarks>
    /// An access token is active if this application accepts it, or if its audience (<c>aud</c>) contains the id of the caller. A refresh
    /// token is not, because no service must take one for an access token (<see cref="IntrospectionOptions.AllowRefreshTokens"/>). Anything
    /// else is <c>{"active":false}</c>. When the store does not respond, the response is 503. Without a caller, the application does not
    /// start.
    /// </remarks>
    /// <param name="endpoints">The application or a group.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <returns>A builder for further configuration of the endpoint.</returns>
    public static IEndpointConventionBuilder MapJwtIntrospection(this IEndpointRouteBuilder endpoints, string pattern = "/introspect") =>
        MapOAuth(
            endpoints,
            pattern,
            static (context, oauth) => oauth.Introspection.HandleAsync(context),
            AnnouncedEndpoint.Introspection,
            OperationDescription.Introspection);

    private static IEndpointConventionBuilder MapOAuth(
        IEndpointRouteBuilder endpoints,
        string pattern,
        Func<HttpContext, OAuthServices, ValueTask<Refusal?>> handle,
        AnnouncedEndpoint endpoint,
        OperationDescription description)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var builder = description.AddTo(endpoints.MapPost(pattern, context => HandleOAuthAsync(context, handle)));
        // No cookie is read: there is nothing to forge.
        builder.WithMetadata(endpoint, new AllowAnonymousAttribute()).DisableAntiforgery();
        builder.Finally(OAuthConventions.Finish);
        return builder;
    }

    private static async Task HandleOAuthAsync(HttpContext context, Func<HttpContext, OAuthServices, ValueTask<Refusal?>> handle)
    {
        var runtime = context.GetJwtService().Runtime;
        OAuthResponse.ForbidCaching(context.Response);
        try
        {
            if (await handle(context, runtime.OAuth) is { } refusal)
                await runtime.Endpoints.Responder.RefuseAsync(context, refusal);
        }
        catch (RevocationStoreException e) when (!context.Response.HasStarted)
        {
            // RFC 7009, 2.2.1: the client has to assume that the token is still valid.
            await runtime.Endpoints.Responder.RespondAsync(context, e);
        }
    }
}
