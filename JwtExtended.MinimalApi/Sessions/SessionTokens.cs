using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Issues the tokens of a session that goes on.</summary>
internal sealed class SessionTokens(TokenIssuer issuer, TokenValidator validator)
{
    // What a successor may be longer than its parent: more digits of its number, and the signature of another key.
    private const int SuccessorGrowth = 2048;

    /// <summary>The access token that a refresh hands out.</summary>
    /// <param name="session">The refresh token whose session goes on.</param>
    /// <param name="number">The number of the refresh token that is handed out with it.</param>
    /// <param name="renewed">What the new access token says.</param>
    /// <param name="byCookie">Whether it is sent as a cookie, which this app must accept.</param>
    /// <param name="expiresIn">Its lifetime in seconds; 0 = it never expires.</param>
    /// <returns>The token.</returns>
    /// <exception cref="InvalidOperationException">It is sent as a cookie, and this app would not accept it.</exception>
    public IssuedToken CreateAccess(Token session, SessionNumber number, TokenDescriptor renewed, bool byCookie, out int expiresIn)
    {
        var access = issuer.CreateRenewed(session, number, renewed, out expiresIn);
        if (byCookie && validator.CheckIssued(access) is { } refusal)
        {
            throw new InvalidOperationException(
                $"OnRefresh describes an access token that this app does not accept ({refusal.Reason}), and it would be sent as a cookie. "
                + "Leave Issuer, Audience and NotBefore of the descriptor unset.");
        }

        return access;
    }

    /// <summary>The successor of an exchanged refresh token: every caller gets the same one, except for the signature.</summary>
    /// <returns>The token.</returns>
    public IssuedToken CreateSuccessor(Token parent, TokenDescriptor copied, RefreshSeed seed, SessionNumber number, DateTimeOffset at) =>
        issuer.CreateSuccessorOf(parent, copied, seed, number, at);

    /// <summary>Makes sure that the successor can be issued, before the token is exchanged: it can fail only by its length.</summary>
    /// <exception cref="ArgumentException">The successor would be too long.</exception>
    public void EnsureSuccessor(Token parent, TokenDescriptor copied, RefreshSeed seed, SessionNumber number)
    {
        if (parent.RawJwt.Length + SuccessorGrowth > issuer.MaxLength)
            issuer.CreateSuccessorOf(parent, copied, seed, number, issuer.Time.GetUtcNow());
    }

    public TokenPair PairOf(IssuedToken access, int expiresIn, IssuedToken refresh) => issuer.PairOf(access, expiresIn, refresh);
}
