using System.Collections.Immutable;
using JwtExtended.MinimalApi.Locations;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Authentication;

/// <summary>
/// Finds the refresh token of a request. A client that adds its access token to every request, or what it takes for one
/// (<c>Bearer undefined</c>), means the refresh token in its cookie or body.
/// </summary>
internal sealed class RefreshTokenLocator(TokenLocator locator, TokenValidator validator)
{
    private static readonly Refusal TwoLocations =
        new(JwtErrorCode.RequestAmbiguous, "The header and another location of the request carry a refresh token.");

    private static readonly Refusal TwoSessions =
        new(JwtErrorCode.RequestAmbiguous, "The header and the cookie carry refresh tokens of two sessions.", suspicious: true);

    private static readonly ImmutableArray<TokenLocation> Header = [TokenLocation.Header];
    private static readonly ImmutableArray<TokenLocation> Cookie = [TokenLocation.Cookie];

    /// <summary>Finds the refresh token.</summary>
    /// <param name="request">The request.</param>
    /// <param name="locations">The locations of the endpoint, in order.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The token, a refusal, or the default when the request carries no credential.</returns>
    public async ValueTask<LocatedToken> LocateAsync(
        HttpRequest request, ImmutableArray<TokenLocation> locations, CancellationToken cancellationToken)
    {
        if (!locations.Contains(TokenLocation.Header))
            return await locator.LocateAsync(request, TokenTypes.Refresh, locations, cancellationToken);
        var header = locator.LocateOutsideBody(request, TokenTypes.Refresh, Header);
        var others = await locator.LocateAsync(request, TokenTypes.Refresh, locations.Remove(TokenLocation.Header), cancellationToken);
        return Choose(request, header, others);
    }

    /// <summary>Whether a header carries a token, or what is meant as one.</summary>
    /// <param name="request">The request.</param>
    /// <returns><see langword="false"/> if no header of tokens is present.</returns>
    public bool FindsHeader(HttpRequest request) => !locator.LocateOutsideBody(request, TokenTypes.Refresh, Header).IsAbsent;

    /// <summary>Compares the session of a refresh token in a header with that of the cookie beside it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="locations">The locations of the endpoint.</param>
    /// <param name="token">The verified token from the header.</param>
    /// <returns>The refusal when the cookie is valid and of another session; otherwise <see langword="null"/>.</returns>
    public Refusal? CheckCookie(HttpRequest request, ImmutableArray<TokenLocation> locations, Token token)
    {
        if (!locations.Contains(TokenLocation.Cookie))
            return null;
        var cookie = locator.LocateOutsideBody(request, TokenTypes.Refresh, Cookie);
        var isOfAnother = cookie.HasText
            && validator.Validate(cookie.Text, cookie.OriginalString, TokenTypes.Refresh).TryGet(out var other, out _)
            && (other.Identity != token.Identity || other.SessionId != token.SessionId);
        return isOfAnother ? TwoSessions : null;
    }

    private LocatedToken Choose(HttpRequest request, in LocatedToken header, in LocatedToken other)
    {
        // Step 1: only one of them carries something.
        if (header.IsAbsent || other.IsAbsent)
            return header.IsAbsent ? other : header;
        // Step 2: what is ambiguous stays so, beside whatever else.
        if (header.Refusal is { Code: JwtErrorCode.RequestAmbiguous } || other.Refusal is not null)
            return other.Refusal is null ? header : other;
        // Step 3: a header that carries no refresh token is not meant for this endpoint. The one for refresh tokens always is.
        if (!locator.HasRefreshHeader(request) && !IsRefreshToken(header))
            return other;
        // Step 4: only header and cookie may occur together, as everywhere.
        return other.Location == TokenLocation.Cookie ? header : new LocatedToken(TwoLocations);
    }

    private bool IsRefreshToken(in LocatedToken header) => header.HasText && validator.PeekType(header.Text) == TokenType.Refresh;
}
