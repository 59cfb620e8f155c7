using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>
/// The handlers of <c>MapJwtRefresh</c>, <c>MapJwtLogout</c>, <c>MapJwtLogoutAll</c> and <c>MapJwtTicket</c>. The request is authenticated;
/// each responds, or returns the refusal to respond with.
/// </summary>
internal sealed class SessionEndpoints(CookieRefresh refresh, Logout logout, StoreClient store, TokenIssuer issuer)
{
    private const int MaxPathLength = 1024;

    // What a ticket says beside the path and the claims of its access token.
    private const int TicketOverhead = 288;

    private static readonly TimeSpan TicketLifetime = TimeSpan.FromSeconds(30);

    private static readonly Refusal NoPath = new(
        JwtErrorCode.RequestInvalid,
        "The request does not name the path of the ticket.",
        advice: "Name the path of the ticket: ?path=/feed");

    private static readonly Refusal LongPath = new(
        JwtErrorCode.RequestInvalid,
        "The path of the ticket is too long for MaxTokenLength.",
        advice: "Name a shorter path.");

    private static readonly Refusal LegacyToken =
        new(JwtErrorCode.TokenType, "No ticket is issued for a token of another issuer: refresh first.");

    private static readonly Refusal OtherClient =
        new(JwtErrorCode.TokenInvalid, "The refresh token was issued to another client.", suspicious: true);

    public async ValueTask<Refusal?> RefreshAsync(HttpContext context, ITokenFeature feature)
    {
        var request = RefreshRequest.From(context, feature);
        var byForm = feature.Location == TokenLocation.Form;
        if (byForm && IsOfAnotherClient(context, request.Token))
            return OtherClient;
        if (!(await refresh.RefreshAsync(context, request)).TryGet(out var refreshed, out var refusal))
            return refusal;
        var response = new RefreshResponse(
            refreshed.Pair, accessByCookie: request.ByCookie && refresh.CarriesAccess, refreshByCookie: request.ByCookie)
        {
            Scope = byForm ? ScopeOf(request, refreshed) : null,
        };
        await WriteAsync(context, response, SessionJsonContext.Default.RefreshResponse);
        return null;
    }

    /// <summary>The response is the same whether the session was alive or not: asking twice reveals nothing.</summary>
    /// <returns>Always <see langword="null"/>.</returns>
    public async ValueTask<Refusal?> LogoutAsync(HttpContext context, ITokenFeature feature)
    {
        await logout.EndAsync(context, feature.Token!);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    }

    public async ValueTask<Refusal?> LogoutAllAsync(HttpContext context, ITokenFeature feature)
    {
        await logout.EndAllAsync(context, feature.Token!, feature.Session);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    }

    public async ValueTask<Refusal?> TicketAsync(HttpContext context, ITokenFeature feature)
    {
        var path = context.Request.Query["path"];
        if (path.Count != 1 || path[0] is not { Length: > 0 and <= MaxPathLength } target || target[0] != '/')
            return NoPath;
        // A ticket ends with the key of its token, which is in no ring.
        if (feature.Token!.Legacy is not null)
            return LegacyToken;
        // What a caller chooses must not make the ticket longer than this app reads.
        var encoded = JsonEncodedText.Encode(target).EncodedUtf8Bytes.Length;
        if (feature.Token.RawJwt.Length + 2 * (encoded + TicketOverhead) > issuer.MaxLength)
            return LongPath;
        var ticket = issuer.CreateTicket(
            feature.Token, store.Keys.ForToken(feature.Token), TicketValidator.TargetOf(target), TicketLifetime, out var expiresIn);
        var response = new TicketResponse(ticket.Text, expiresIn);
        await WriteAsync(context, response, SessionJsonContext.Default.TicketResponse);
        return null;
    }

    // RFC 6749, 6: a refresh token is bound to the client that it was issued to. The name that all tokens have by default is no client's.
    private bool IsOfAnotherClient(HttpContext context, Token token) => token.ClientId is { } owner && owner != issuer.DefaultClientId
        && context.Features.Get<TokenRequest>()?.ClientId is { } client && client != owner;

    // RFC 6749, 5.1: optional while it is what was asked for, and what was granted first.
    private static string? ScopeOf(RefreshRequest request, RefreshedTokens refreshed) =>
        refreshed.Scopes.Count > 0 && (request.Scopes is not null || !request.Token.Scopes.ToHashSet().SetEquals(refreshed.Scopes))
            ? string.Join(' ', refreshed.Scopes)
            : null;

    private static Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> typeInfo)
    {
        // RFC 6749, 5.1; Cache-Control: no-store was set before.
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, body, typeInfo, context.RequestAborted);
    }
}
