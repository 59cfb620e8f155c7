using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Revocation;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Consumes tickets: each is valid for one GET request to the one path that it names.</summary>
internal sealed class TicketValidator(StoreClient store)
{
    private static readonly Refusal OtherTarget =
        new(JwtErrorCode.TokenInvalid, "The ticket is for another path, or the request is not a GET request.");

    private static readonly Refusal Used = new(JwtErrorCode.TokenRevoked, "The ticket was used already.");

    private static readonly Refusal StoreFailed =
        new(JwtErrorCode.StoreUnavailable, "The revocation store did not confirm that the ticket is used for the first time.");

    /// <summary>The target that a ticket for a path names.</summary>
    /// <returns>The method and the path.</returns>
    public static string TargetOf(string path) => "GET " + path;

    /// <summary>Consumes the ticket: of racing requests exactly one is accepted.</summary>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public async ValueTask<Refusal?> ConsumeAsync(HttpContext context, Token ticket)
    {
        var request = context.Request;
        // Over HTTP/2 a WebSocket is requested by CONNECT (RFC 8441, 4).
        var isGet = HttpMethods.IsGet(request.Method) || HttpMethods.IsConnect(request.Method) && OriginCheck.IsHandshake(context);
        if (!isGet || ticket.ClaimSet.Ticket?.Target != TargetOf(request.PathBase.Value + request.Path.Value))
            return OtherTarget;
        try
        {
            var key = store.Keys.ForTicket(ticket.Jti ?? ticket.RawJwt);
            var isFirst = await store.ConfirmAsync(
                StoreOperation.UseTicket,
                (engine, cancel) => engine.TryUseAsync(key, store.Rules.TokenEntryExpires(ticket.Exp), cancel),
                context.RequestAborted);
            return isFirst ? null : Used;
        }
        catch (RevocationStoreException)
        {
            // Twice is worse than never: what the store did not confirm is not accepted.
            return StoreFailed;
        }
    }
}
