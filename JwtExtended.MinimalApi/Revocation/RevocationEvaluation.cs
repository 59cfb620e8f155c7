using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Decides whether what a store knows refuses a token.</summary>
/// <param name="token">The token.</param>
/// <param name="acceptConsumed">Whether an exchanged refresh token passes.</param>
internal readonly struct RevocationEvaluation(Token token, bool acceptConsumed)
{
    public static readonly Refusal IdentityRevoked =
        new(JwtErrorCode.TokenRevoked, "Everything of the identity was revoked after the token began.");

    private static readonly Refusal TokenRevoked = new(JwtErrorCode.TokenRevoked, "The token was revoked.");
    private static readonly Refusal TokenConsumed = new(JwtErrorCode.TokenRevoked, "The refresh token was exchanged for its successor.");
    private static readonly Refusal SessionRevoked = new(JwtErrorCode.TokenRevoked, "The session was revoked.");
    private static readonly Refusal RecordMissing = new(JwtErrorCode.TokenRevoked, "The record of the session no longer exists.");
    private static readonly Refusal EverythingRevoked = new(JwtErrorCode.TokenRevoked, "Everything was revoked after the token began.");
    private static readonly Refusal OlderThanStore =
        new(JwtErrorCode.TokenRevoked, "The session began before the store was created: earlier revocations are unknown.");

    public Token Token => token;

    /// <summary>Whether a refresh token belongs to a recorded session.</summary>
    /// <returns><see langword="true"/> if the session has a record in the store.</returns>
    public static bool IsRecorded(Token token) => RefreshSeed.TryParse(token.ClaimSet.Seed, out var seed) && seed.IsRecorded;

    /// <summary>Evaluates the state of the store.</summary>
    /// <param name="state">What the store knows.</param>
    /// <param name="isExempt">Whether the session was exempt from the revocation of its identity.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public Refusal? Refuse(in RevocationState state, bool isExempt = false)
    {
        if (state.TokenRevoked)
            return TokenRevoked;
        if (state.SessionRevoked)
            return SessionRevoked;
        // Equal counts as older: two events of one millisecond have no order, and refusing is the safe choice.
        if (state.EverythingRevokedUpTo is { } everything && token.Origin <= everything)
            return EverythingRevoked;
        if (token.Type == TokenType.Refresh && RefuseRefresh(state) is { } refusal)
            return refusal;
        return !isExempt && state.IdentityRevokedUpTo is { } identity && token.Origin <= identity ? IdentityRevoked : null;
    }

    private Refusal? RefuseRefresh(in RevocationState state)
    {
        if (state.TokenConsumed && !acceptConsumed)
            return TokenConsumed;
        // A store that lost its data must not revive a session.
        if (token.ClaimSet.SessionStarted is { } started && started < state.StoreCreatedAt)
            return OlderThanStore;
        return IsRecorded(token) && !state.SessionRecorded ? RecordMissing : null;
    }
}
