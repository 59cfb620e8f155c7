using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Issues the tokens of a session that goes on.</summary>
internal sealed class SessionTokens(TokenIssuer issuer, TokenValidator validator)
{
    /// <summary>The access token that a refresh, or a renewal by cookie, hands out.</summary>
    /// <param name="session">The token whose session goes on.</param>
    /// <param name="renewed">What the new access token says.</param>
    /// <param name="byCookie">Whether it is sent as a cookie, which this app must accept.</param>
    /// <param name="expiresIn">Its lifetime in seconds; 0 = it never expires.</param>
    /// <returns>The token.</returns>
    /// <exception cref="InvalidOperationException">It is sent as a cookie, and this app would not accept it.</exception>
    public IssuedToken CreateAccess(Token session, TokenDescriptor renewed, bool byCookie, out int expiresIn)
    {
        var access = issuer.CreateRenewed(session, renewed, out expiresIn);
        if (byCookie && validator.CheckIssued(access) is { } refusal)
        {
            throw new InvalidOperationException(
                $"OnRefresh describes an access token that this app does not accept ({refusal.Reason}), and it would be sent as a cookie. "
                + "Leave Issuer, Audience and NotBefore of the descriptor unset.");
        }

        return access;
    }

    /// <summary>The successor of a consumed refresh token: every caller gets the same one, except for the signature.</summary>
    /// <returns>The token.</returns>
    public IssuedToken CreateSuccessor(Token consumed, TokenDescriptor copied, RefreshSeed seed, DateTimeOffset consumedAt) =>
        issuer.CreateSuccessorOf(consumed, copied, seed, consumedAt);
}
