using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>A ticket in the query: it ends up in logs, and is worth nothing by then.</summary>
internal static class TicketLocation
{
    public const string Parameter = "ticket";

    private static readonly Refusal Repeated = new(JwtErrorCode.RequestAmbiguous, "The ticket stands more than once.");

    public static LocatedToken Find(HttpRequest request, TokenTypes accepted)
    {
        if (!request.QueryString.HasValue || (accepted & TokenTypes.Access) == 0)
            return default;
        var values = request.Query[Parameter];
        if (values.Count > 1)
            return new LocatedToken(Repeated);
        return StringValues.IsNullOrEmpty(values) ? default : new LocatedToken(values.ToString(), TokenLocation.Ticket, TokenTypes.Ticket);
    }
}
