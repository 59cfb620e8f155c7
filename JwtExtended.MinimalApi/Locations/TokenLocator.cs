using System.Collections.Immutable;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>Finds the one credential of a request.</summary>
internal sealed class TokenLocator(HeaderLocation header, HeaderLocation refreshHeader, QueryLocation query, CookieLocation cookie)
{
    private static readonly Refusal Ambiguous = new(JwtErrorCode.RequestAmbiguous, "Two places of the request carry a credential.");

    public HeaderLocation Header => header;

    public HeaderLocation RefreshHeader => refreshHeader;

    public CookieLocation Cookie => cookie;

    public ValueTask<LocatedToken> LocateAsync(HttpRequest request, TokenTypes accepted, ImmutableArray<TokenLocation> locations, CancellationToken cancellationToken) =>
        locations.Contains(TokenLocation.JsonBody)
            ? LocateWithBodyAsync(request, accepted, locations, cancellationToken)
            : ValueTask.FromResult(Locate(request, accepted, locations, default));

    private async ValueTask<LocatedToken> LocateWithBodyAsync(HttpRequest request, TokenTypes accepted, ImmutableArray<TokenLocation> locations, CancellationToken cancellationToken) =>
        Locate(request, accepted, locations, await JsonBodyLocation.FindAsync(request, accepted, cancellationToken));

    private LocatedToken Locate(HttpRequest request, TokenTypes accepted, ImmutableArray<TokenLocation> locations, LocatedToken body)
    {
        var found = default(LocatedToken);
        foreach (var location in locations)
        {
            var here = location == TokenLocation.JsonBody ? body : FindIn(location, request, accepted);
            // What is wrong in one place never falls through to the next.
            if (here.Refusal is not null)
                return here;
            if (!here.HasText)
                continue;
            if (!found.HasText)
                found = here;
            else if (!TryPreferHeader(ref found, here))
                return new LocatedToken(Ambiguous);
        }

        return found;
    }

    // Only these two may stand beside each other: a browser sends its cookies by itself, a header is always meant.
    private static bool TryPreferHeader(ref LocatedToken found, in LocatedToken here)
    {
        switch (found.Location, here.Location)
        {
            case (TokenLocation.Header, TokenLocation.Cookie):
                return true;
            case (TokenLocation.Cookie, TokenLocation.Header):
                found = here;
                return true;
            default:
                return false;
        }
    }

    private LocatedToken FindIn(TokenLocation location, HttpRequest request, TokenTypes accepted) => location switch
    {
        TokenLocation.Query => query.Find(request, accepted),
        TokenLocation.Cookie => cookie.Find(request, accepted),
        TokenLocation.Ticket => TicketLocation.Find(request, accepted),
        _ => FindInHeaders(request, accepted),
    };

    private LocatedToken FindInHeaders(HttpRequest request, TokenTypes accepted)
    {
        if ((accepted & TokenTypes.Refresh) != 0 && !refreshHeader.HasNameOf(header))
        {
            // Clients that always send their access token add the refresh token in its own header: that one wins.
            var refresh = refreshHeader.Find(request, TokenTypes.Refresh);
            if (!refresh.IsAbsent)
                return refresh;
        }

        return header.Find(request, accepted);
    }
}
