using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>A refresh token to exchange. It was read and looked up already: it is ours, and nothing is revoked.</summary>
/// <param name="Token">The refresh token.</param>
/// <param name="IsConsumed">Whether the look-up found that it had been exchanged.</param>
/// <param name="ByCookie">Whether the new tokens are sent as cookies, which this app must accept.</param>
/// <param name="Context">What the application's handlers get.</param>
internal sealed record RefreshRequest(Token Token, bool IsConsumed, bool ByCookie, JwtRefreshContext Context)
{
    /// <summary>The refresh that a request asks for.</summary>
    /// <returns>The refresh request.</returns>
    public static RefreshRequest From(HttpContext context, ITokenFeature feature)
    {
        var token = feature.Token!;
        var refresh = new JwtRefreshContext(token, context.RequestServices, context.RequestAborted);
        return new RefreshRequest(token, feature.IsConsumed, feature.Location == TokenLocation.Cookie, refresh);
    }
}
