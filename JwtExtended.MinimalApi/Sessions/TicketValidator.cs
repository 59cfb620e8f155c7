using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Takes tickets: each is good for one GET of the one path that it names.</summary>
internal sealed class TicketValidator(TicketRegister register)
{
    private static readonly Refusal OtherTarget = new(JwtErrorCode.TokenInvalid, "The ticket is for another path, or the request is no GET.");
    private static readonly Refusal Used = new(JwtErrorCode.TokenRevoked, "The ticket was used already.");
    private static readonly Refusal StoreFailed = new(JwtErrorCode.StoreUnavailable, "The revocation store did not confirm that the ticket is used for the first time.");

    /// <summary>What a ticket for a path says.</summary>
    public static string TargetOf(string path) => "GET " + path;

    public async ValueTask<Refusal?> ConsumeAsync(HttpContext context, Token ticket)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) || ticket.ClaimSet.Target != TargetOf(request.PathBase.Value + request.Path.Value))
            return OtherTarget;
        try
        {
            return await register.TryUseAsync(ticket, context.RequestAborted) ? null : Used;
        }
        catch (RevocationStoreException)
        {
            // Twice is worse than never: what the store did not confirm is not accepted.
            return StoreFailed;
        }
    }
}
