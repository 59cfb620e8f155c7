using System.Collections.Immutable;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>Finds the one credential of a request.</summary>
internal sealed class TokenLocator(
    HeaderLocation header, HeaderLocation refreshHeader, QueryLocation query, QueryLocation ticket, CookieLocation cookie)
{
    private static readonly Refusal Ambiguous = new(JwtErrorCode.RequestAmbiguous, "Two locations of the request carry a credential.");

    public HeaderLocation Header => header;

    public HeaderLocation RefreshHeader => refreshHeader;

    /// <summary>Whether the request has the header that is for refresh tokens alone.</summary>
    /// <param name="request">The request.</param>
    /// <returns><see langword="false"/> if it has not, or if one header serves both types.</returns>
    public bool HasRefreshHeader(HttpRequest request) =>
        !refreshHeader.HasNameOf(header) && !StringValues.IsNullOrEmpty(request.Headers[refreshHeader.Name]);

    /// <summary>Finds the credential.</summary>
    /// <param name="request">The request.</param>
    /// <param name="accepted">The accepted types.</param>
    /// <param name="locations">The locations, in order.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The token, a refusal, or the default when the request carries no credential.</returns>
    public ValueTask<LocatedToken> LocateAsync(
        HttpRequest request, TokenTypes accepted, ImmutableArray<TokenLocation> locations, CancellationToken cancellationToken) =>
        locations.Contains(TokenLocation.JsonBody)
            ? LocateWithBodyAsync(request, accepted, locations, cancellationToken)
            : ValueTask.FromResult(LocateOutsideBody(request, accepted, locations));

    /// <summary>Finds the credential where the body is not a location.</summary>
    /// <param name="request">The request.</param>
    /// <param name="accepted">The accepted types.</param>
    /// <param name="locations">The locations, in order.</param>
    /// <returns>The token, a refusal, or the default when the request carries no credential.</returns>
    public LocatedToken LocateOutsideBody(HttpRequest request, TokenTypes accepted, ImmutableArray<TokenLocation> locations) =>
        Locate(request, accepted, locations, default);

    private async ValueTask<LocatedToken> LocateWithBodyAsync(
        HttpRequest request, TokenTypes accepted, ImmutableArray<TokenLocation> locations, CancellationToken cancellationToken) =>
        Locate(request, accepted, locations, await JsonBodyLocation.FindAsync(request, accepted, cancellationToken));

    private LocatedToken Locate(HttpRequest request, TokenTypes accepted, ImmutableArray<TokenLocation> locations, LocatedToken body)
    {
        var found = default(LocatedToken);
        foreach (var location in locations)
        {
            var candidate = location == TokenLocation.JsonBody ? body : FindIn(location, request, accepted);
            // A refusal is final: the next location is not tried.
            if (candidate.Refusal is not null)
                return candidate;
            if (!candidate.HasText)
                continue;
            if (!found.HasText)
                found = candidate;
            else if (!TryPreferHeader(ref found, candidate))
                return new LocatedToken(Ambiguous);
        }

        return found;
    }

    // Only header and cookie may occur together: a browser adds its cookies by itself, a header is always intended.
    private static bool TryPreferHeader(ref LocatedToken found, in LocatedToken candidate)
    {
        switch (found.Location, candidate.Location)
        {
            case (TokenLocation.Header, TokenLocation.Cookie):
                return true;
            case (TokenLocation.Cookie, TokenLocation.Header):
                found = candidate;
                return true;
            default:
                return false;
        }
    }

    private LocatedToken FindIn(TokenLocation location, HttpRequest request, TokenTypes accepted) => location switch
    {
        TokenLocation.Query => query.Find(request, accepted),
        TokenLocation.Cookie => cookie.Find(request, accepted),
        TokenLocation.Ticket => ticket.Find(request, accepted),
        _ => FindInHeaders(request, accepted),
    };

    private LocatedToken FindInHeaders(HttpRequest request, TokenTypes accepted)
    {
        if ((accepted & TokenTypes.Refresh) != 0 && !refreshHeader.HasNameOf(header))
        {
            // A client that always sends its access token adds the refresh token in a header of its own, which takes precedence.
            var refresh = refreshHeader.Find(request, TokenTypes.Refresh);
            if (!refresh.IsAbsent)
                return refresh;
        }

        return header.Find(request, accepted);
    }
}
