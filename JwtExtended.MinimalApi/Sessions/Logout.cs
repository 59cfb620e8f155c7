using JwtExtended.MinimalApi.Revocation;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>
/// Ends sessions for the token of a request. Not with the request's cancellation: it completes even if the client disconnects.
/// </summary>
internal sealed class Logout(RevocationWriter writer, LogoutCookies? cookies, SessionEvents events)
{
    /// <summary>Ends the session of the token, and those of the cookies beside it.</summary>
    /// <returns>A task that completes when the store has confirmed.</returns>
    public async ValueTask EndAsync(HttpContext context, Token token)
    {
        await writer.EndAsync(token, CancellationToken.None);
        await EndCookiesAsync(context, token);
    }

    /// <summary>Revokes everything of the token's identity.</summary>
    /// <param name="context">The request.</param>
    /// <param name="token">The token.</param>
    /// <param name="session">The entry of its session when it was looked up.</param>
    /// <returns>A task that completes when the store has confirmed.</returns>
    public async ValueTask EndAllAsync(HttpContext context, Token token, SessionEntry? session)
    {
        await writer.RevokeAllAsync(token.Identity, CancellationToken.None);
        // The caller's own session by its id as well, whatever the clock of the node said that began it. Last: a logout that failed in
        // between can be repeated with the same token.
        await writer.EndAsync(token, CancellationToken.None);
        await EndCookiesAsync(context, token);
        // A refresh token from long ago can be exchanged for nothing any more, and has signed the user out everywhere all the same.
        if (token is { Type: TokenType.Refresh, ClaimSet.Number.Value: var number } && session?.IsBehind(number) == true)
            await events.ReusedAsync(new JwtRefreshContext(token, context));
    }

    private ValueTask EndCookiesAsync(HttpContext context, Token token) => cookies?.EndAsync(context, token) ?? ValueTask.CompletedTask;
}
