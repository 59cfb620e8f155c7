using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Renews an access token that is about to expire, within its session: freshness is lost, the session's end stays.</summary>
internal sealed class AccessRenewal(SessionRules rules, TimeSpan within, SessionTokens tokens, TimeProvider time)
{
    /// <summary>Whether the token is about to expire, and has a session that goes on.</summary>
    /// <returns><see langword="true"/> if it is to be renewed.</returns>
    public bool IsDue(Token access)
    {
        var now = time.GetUtcNow();
        return access is { SessionId: not null, Exp: { } exp } && exp - now <= within
            && access.ClaimSet.SessionStarted is { } started && !(rules.EndOf(started) <= exp);
    }

    /// <summary>Asks the application, and issues the new token.</summary>
    /// <returns>The new token; <see langword="null"/> when the application refuses.</returns>
    public async ValueTask<IssuedToken?> RenewAsync(JwtRefreshContext context)
    {
        if (rules.Handlers.OnRefresh is not { } renew || await renew(context) is not { } renewed)
            return null;
        return tokens.CreateAccess(context.Token, renewed, byCookie: true, out _);
    }
}
