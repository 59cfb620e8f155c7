using JwtExtended.MinimalApi.Issuing;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Renews an access token that is about to expire, within its session: the application is asked, freshness is lost, the session's end stays.</summary>
internal sealed class AccessRenewal(SessionRules rules, TimeSpan within, TokenIssuer issuer, TimeProvider time)
{
    /// <summary>Whether the token is due, and has a session that goes on.</summary>
    public bool IsDue(Token access)
    {
        var now = time.GetUtcNow();
        return access is { SessionId: not null, Exp: { } exp } && exp - now <= within
            && access.ClaimSet.SessionStarted is { } started && !(rules.EndOf(started) <= exp);
    }

    /// <summary>The new token; <see langword="null"/> when the application says no.</summary>
    public async ValueTask<string?> RenewAsync(Token access, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (rules.Handlers.Renew is not { } renew || await renew(new JwtRefreshContext(access, services, cancellationToken)) is not { } renewed)
            return null;
        return issuer.CreateRenewed(access, renewed, out _);
    }
}
