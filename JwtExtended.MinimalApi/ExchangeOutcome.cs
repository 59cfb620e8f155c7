namespace JwtExtended.MinimalApi;

/// <summary>What exchanging a refresh token did (<see cref="IJwtStore.ExchangeAsync"/>).</summary>
public enum ExchangeOutcome
{
    /// <summary>The store has no entry of the session, and the token cannot start one. Nothing was written.</summary>
    Missing,

    /// <summary>The session was ended or revoked. Nothing was written.</summary>
    Revoked,

    /// <summary>The token was used after it had been exchanged: the session has ended by this call (RFC 9700, 4.14.2).</summary>
    Reused,

    /// <summary>The token was exchanged for its successor.</summary>
    Advanced,

    /// <summary>The token was exchanged a moment ago: the caller gets the same successor.</summary>
    Again,

    /// <summary>The token was exchanged, and its successor was never used: the caller gets a new one, which replaces it.</summary>
    Reissued,

    /// <summary>The token was handed out a moment ago: the caller keeps it. Nothing was written.</summary>
    Current,

    /// <summary>The exchange was only to take place for the current token, and this one is not. Nothing was written.</summary>
    Skipped,
}
