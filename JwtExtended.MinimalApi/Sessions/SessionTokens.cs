using JwtExtended.MinimalApi.Cookies;
using JwtExtended.MinimalApi.Issuing;
using JwtExtended.MinimalApi.Tokens;
using JwtExtended.MinimalApi.Validation;

namespace JwtExtended.MinimalApi.Sessions;

/// <summary>Issues the tokens of a session that goes on.</summary>
internal sealed class SessionTokens(TokenIssuer issuer, TokenValidator validator, CookieRules cookies)
{
    // What a successor may be longer than its parent: more digits of its number, and the signature of another key.
    private const int SuccessorGrowth = 2048;

    /// <summary>Whether access tokens are signed in another process, which takes time.</summary>
    public bool SignsRemotely => issuer.SignsRemotely;

    /// <summary>The access token that a refresh hands out.</summary>
    /// <param name="session">The refresh token whose session goes on.</param>
    /// <param name="number">The number of the refresh token that is handed out with it.</param>
    /// <param name="renewed">What the new access token says.</param>
    /// <param name="byCookie">Whether it is sent as a cookie, which this app must accept.</param>
    /// <param name="cancellationToken">A token to cancel the signer.</param>
    /// <returns>The token.</returns>
    /// <exception cref="InvalidOperationException">
    /// It is sent as a cookie, and this app would not accept it, or no browser would keep it.
    /// </exception>
    /// <exception cref="JwtSigningException">The key did not sign.</exception>
    public ValueTask<RenewedToken> CreateAccessAsync(
        Token session, SessionNumber number, TokenDescriptor renewed, bool byCookie, CancellationToken cancellationToken)
    {
        var creating = issuer.CreateRenewedAsync(session, number, renewed, cancellationToken);
        return byCookie ? CheckCookieAsync(creating) : creating;
    }

    /// <summary>The successor of an exchanged refresh token: every caller gets the same one, except for the signature.</summary>
    /// <returns>The token.</returns>
    public IssuedToken CreateSuccessor(Token parent, TokenDescriptor copied, RefreshSeed seed, SessionNumber number, DateTimeOffset at) =>
        issuer.CreateSuccessorOf(parent, copied, seed, number, at);

    /// <summary>
    /// Makes sure that the successor can be issued and sent, before the token is exchanged: only its length can prevent it.
    /// </summary>
    /// <exception cref="ArgumentException">The successor would be too long.</exception>
    /// <exception cref="InvalidOperationException">The successor would be too long for a cookie.</exception>
    public void EnsureSuccessor(Token parent, TokenDescriptor copied, RefreshSeed seed, SessionNumber number, bool byCookie)
    {
        var estimate = parent.RawJwt.Length + SuccessorGrowth;
        if (estimate <= issuer.MaxLength && (!byCookie || cookies.CheckLength(TokenType.Refresh, estimate) is null))
            return;
        var successor = issuer.CreateSuccessorOf(parent, copied, seed, number, issuer.Time.GetUtcNow());
        if (byCookie && cookies.CheckLength(TokenType.Refresh, successor.Text.Length) is { } problem)
            throw new InvalidOperationException(problem);
    }

    public TokenPair PairOf(IssuedToken access, int expiresIn, IssuedToken refresh) => issuer.PairOf(access, expiresIn, refresh);

    private async ValueTask<RenewedToken> CheckCookieAsync(ValueTask<RenewedToken> creating)
    {
        var created = await creating;
        var access = created.Token;
        if (validator.CheckIssued(access) is { } refusal)
        {
            throw new InvalidOperationException(
                $"OnRefresh describes an access token that this app does not accept ({refusal.Reason}), and it would be sent as a cookie. "
                + "Leave Issuer, Audience and NotBefore of the descriptor unset.");
        }

        return cookies.CheckLength(TokenType.Access, access.Text.Length) is { } problem
            ? throw new InvalidOperationException("OnRefresh, or the login, describes an access token that is too long. " + problem)
            : created;
    }
}
