using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Revocation;

/// <summary>Decides whether what a store knows refuses a token.</summary>
internal static class RevocationEvaluation
{
    public static readonly Refusal SessionRevoked = new(JwtErrorCode.TokenRevoked, "The session has ended.");

    private static readonly Refusal IdentityRevoked =
        new(JwtErrorCode.TokenRevoked, "Everything of the identity was revoked after the token began.");

    private static readonly Refusal TokenRevoked = new(JwtErrorCode.TokenRevoked, "The token was revoked.");
    private static readonly Refusal TokenExchanged = new(JwtErrorCode.TokenRevoked, "The refresh token was exchanged for its successor.");
    private static readonly Refusal SessionReplaced = new(JwtErrorCode.TokenRevoked, "A later session has the same id.");
    private static readonly Refusal EntryMissing = new(JwtErrorCode.TokenRevoked, "The store does not know the session any more.");
    private static readonly Refusal EverythingRevoked = new(JwtErrorCode.TokenRevoked, "Everything was revoked after the token began.");
    private static readonly Refusal OlderThanStore =
        new(JwtErrorCode.TokenRevoked, "The session began before the store was created: what ended before is unknown.");

    /// <summary>Evaluates the state of the store.</summary>
    /// <param name="token">The token.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="state">What the store knows.</param>
    /// <param name="forExchange">Whether the token is exchanged, which decides itself about a number that is not the current one.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public static Refusal? Refuse(Token token, StoreKeys keys, in StoreState state, bool forExchange) => state.TokenRevoked
        ? TokenRevoked
        : RefuseSession(token, state, forExchange) ?? RefuseByInstants(token, keys, state);

    /// <summary>Evaluates the state of the store, except for the session of the token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="state">What the store knows.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public static Refusal? RefuseOutsideSession(Token token, StoreKeys keys, in StoreState state) =>
        state.TokenRevoked ? TokenRevoked : RefuseByInstants(token, keys, state);

    /// <summary>Evaluates the state of the store for a token that a session is made from, of whatever type.</summary>
    /// <param name="token">The token.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="state">What the store knows.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public static Refusal? RefuseSource(Token token, StoreKeys keys, in StoreState state) =>
        token.Origin < state.StoreCreatedAt ? OlderThanStore : Refuse(token, keys, state, forExchange: false);

    /// <summary>The entry that a token belongs to.</summary>
    /// <returns>The entry; <see langword="null"/> where it is missing, or of another session with the same id.</returns>
    public static SessionEntry? EntryOf(Token token, in StoreState state) =>
        state.Session is { } entry && entry.Started == token.ClaimSet.SessionStarted ? entry : null;

    // Equal counts as older: two events of one millisecond have no order, and refusing is the safe choice.
    private static Refusal? RefuseByInstants(Token token, StoreKeys keys, in StoreState state)
    {
        if (state.EverythingRevoked is { } everything && everything.Covers(null, token.Origin))
            return EverythingRevoked;
        return state.IdentityRevoked is { } identity && identity.Covers(keys.Session, token.Origin) ? IdentityRevoked : null;
    }

    private static Refusal? RefuseSession(Token token, in StoreState state, bool forExchange)
    {
        if (token.SessionId is null)
            return null;
        if (state.Session is { Revoked: true })
            return SessionRevoked;
        if (token.ClaimSet.SessionStarted is not { } started)
            return null;
        if (state.Session?.Started > started)
            return SessionReplaced;
        var entry = EntryOf(token, state);
        if (entry is null && token.ClaimSet.Number is { Entry: not SessionEntryRule.MayBeMissing })
            return EntryMissing;
        if (token.Type != TokenType.Refresh)
            return null;
        // A store that lost its data must not revive a session.
        if (started < state.StoreCreatedAt)
            return OlderThanStore;
        return !forExchange && token.ClaimSet.Number?.Value < entry?.Number ? TokenExchanged : null;
    }
}
