using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>Reads a ticket from the query. The query may end up in logs: by then the ticket has been used or has expired.</summary>
internal static class TicketLocation
{
    public const string Parameter = "ticket";

    private static readonly Refusal Repeated = new(JwtErrorCode.RequestAmbiguous, "The ticket occurs more than once.");

    /// <summary>Finds the ticket.</summary>
    /// <param name="request">The request.</param>
    /// <param name="accepted">The accepted types.</param>
    /// <returns>The ticket, a refusal when it occurs more than once, or the default.</returns>
    public static LocatedToken Find(HttpRequest request, TokenTypes accepted)
    {
        if (!request.QueryString.HasValue || (accepted & TokenTypes.Access) == 0)
            return default;
        var values = request.Query[Parameter];
        if (values.Count > 1)
            return new LocatedToken(Repeated);
        return StringValues.IsNullOrEmpty(values)
            ? default
            : new LocatedToken(values.ToString(), TokenLocation.Ticket, TokenTypes.Ticket);
    }
}
