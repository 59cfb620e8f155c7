using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>A refresh token to exchange. It was read and looked up already: it is ours, and nothing is revoked.</summary>
/// <param name="Token">The refresh token.</param>
/// <param name="Session">The entry that the look-up found; <see langword="null"/> without one.</param>
/// <param name="ByCookie">Whether it came by cookie, and its successor is sent as one.</param>
/// <param name="Context">What the application's handlers get.</param>
internal sealed record RefreshRequest(Token Token, SessionEntry? Session, bool ByCookie, JwtRefreshContext Context)
{
    /// <summary>When the token was looked up, as a timestamp: the exchange is decided by what was seen then.</summary>
    public required long LookUpTimestamp { get; init; }

    /// <summary>Whether the access token is sent as a cookie, so that this app must accept it.</summary>
    public bool SetsAccessCookie { get; init; }

    /// <summary>The scopes that the access token is to have, of those of the session; <see langword="null"/> = all of them.</summary>
    public IReadOnlySet<string>? Scopes { get; init; }

    /// <summary>Whether nothing may end by it: <see cref="SessionExchange.OnlyCurrent"/>.</summary>
    public bool OnlyCurrent { get; init; }

    /// <summary>The refresh that a request asks for.</summary>
    /// <returns>The refresh request.</returns>
    public static RefreshRequest From(HttpContext context, ITokenFeature feature)
    {
        var token = feature.Token!;
        return new RefreshRequest(token, feature.Session, feature.Location == TokenLocation.Cookie, new JwtRefreshContext(token, context))
        {
            LookUpTimestamp = feature.LookUpTimestamp,
            Scopes = feature.Location == TokenLocation.Form ? context.Features.Get<TokenRequest>()?.Scopes : null,
        };
    }
}
