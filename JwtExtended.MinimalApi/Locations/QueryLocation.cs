using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>
/// Reads a query parameter (RFC 6750, 2.3). Queries end up in logs: no parameter carries a refresh token, and by then a ticket has been
/// used or has expired.
/// </summary>
internal sealed class QueryLocation(string parameter, TokenLocation location, TokenTypes carried)
{
    /// <summary>The parameter that carries a ticket.</summary>
    public const string TicketParameter = "ticket";

    private static readonly Refusal Repeated = new(JwtErrorCode.RequestAmbiguous, "The query parameter occurs more than once.");

    public string Parameter => parameter;

    /// <summary>Finds the token.</summary>
    /// <param name="request">The request.</param>
    /// <param name="accepted">The accepted types.</param>
    /// <returns>The token, a refusal when it occurs more than once, or the default.</returns>
    public LocatedToken Find(HttpRequest request, TokenTypes accepted)
    {
        // A ticket takes the place of an access token.
        if (!request.QueryString.HasValue || (accepted & TokenTypes.Access) == 0)
            return default;
        var values = request.Query[parameter];
        if (values.Count > 1)
            return new LocatedToken(Repeated);
        return StringValues.IsNullOrEmpty(values) ? default : new LocatedToken(values.ToString(), location, carried);
    }
}
