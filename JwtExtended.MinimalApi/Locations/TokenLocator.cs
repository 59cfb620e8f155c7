using JwtExtended.MinimalApi.Errors;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>Finds the one credential of a request.</summary>
internal sealed class TokenLocator(HeaderLocation header, HeaderLocation refreshHeader, QueryLocation query)
{
    private static readonly Refusal Ambiguous = new(JwtErrorCode.RequestAmbiguous, "Two places of the request carry a credential.");

    public HeaderLocation Header => header;

    public HeaderLocation RefreshHeader => refreshHeader;

    public LocatedToken Locate(HttpRequest request, TokenKinds accepted, ReadOnlySpan<TokenLocation> locations)
    {
        var found = default(LocatedToken);
        foreach (var location in locations)
        {
            var here = location == TokenLocation.Query ? query.Find(request, accepted) : FindInHeaders(request, accepted);
            // What is wrong in one place never falls through to the next.
            if (here.Refusal is not null)
                return here;
            if (!here.HasText)
                continue;
            if (found.HasText)
                return new LocatedToken(Ambiguous);
            found = here;
        }

        return found;
    }

    private LocatedToken FindInHeaders(HttpRequest request, TokenKinds accepted)
    {
        if ((accepted & TokenKinds.Refresh) != 0 && !refreshHeader.HasNameOf(header))
        {
            // Clients that always send their access token add the refresh token in its own header: that one wins.
            var refresh = refreshHeader.Find(request, TokenKinds.Refresh);
            if (!refresh.IsAbsent)
                return refresh;
        }

        return header.Find(request, accepted);
    }
}
