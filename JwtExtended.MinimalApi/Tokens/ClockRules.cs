namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Compares the times of a token with the clock (RFC 7519, 4.1.4 to 4.1.6). Times are ticks of UTC.</summary>
internal sealed class ClockRules(TimeSpan leeway)
{
    // How far the clock of an issuer may be ahead, whatever the leeway.
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromSeconds(60);

    private readonly TimeSpan _leeway = leeway;
    private readonly TimeSpan _skew = leeway > MaxClockSkew ? leeway : MaxClockSkew;

    /// <summary>Decides whether a token has expired.</summary>
    /// <param name="exp">The expiration time, or <see langword="null"/> when the token does not expire.</param>
    /// <param name="now">The current time.</param>
    /// <returns><see langword="true"/> if the token has expired and the leeway is over; otherwise <see langword="false"/>.</returns>
    public bool HasExpired(long? exp, long now)
    {
        // RFC 7519, 4.1.4: exp is exclusive.
        return now - exp >= _leeway.Ticks;
    }

    /// <summary>Determines until when a token counts: the one rule for reading, long requests and what is derived from it.</summary>
    /// <param name="exp">The expiration time, or <see langword="null"/> when the token does not expire.</param>
    /// <returns>The instant at which the token has expired; <see langword="null"/> = never.</returns>
    public DateTimeOffset? EndOf(DateTimeOffset? exp) => exp > DateTimeOffset.MaxValue - _leeway ? null : exp + _leeway;

    /// <summary>Decides whether a token is not valid yet.</summary>
    /// <param name="nbf">The time before which the token is not valid, or <see langword="null"/>.</param>
    /// <param name="iat">The issue time, or <see langword="null"/>.</param>
    /// <param name="now">The current time.</param>
    /// <returns><see langword="true"/> if that time is further ahead than the leeway; otherwise <see langword="false"/>.</returns>
    public bool IsNotYetValid(long? nbf, long? iat, long now)
    {
        // Many signers write the current time to both: it is meant for now, and not for later, even on a clock that is a little ahead.
        return nbf - now > (nbf <= iat ? _skew : _leeway).Ticks;
    }

    /// <summary>Decides whether a token was issued in the future.</summary>
    /// <param name="iat">The issue time, or <see langword="null"/>.</param>
    /// <param name="now">The current time.</param>
    /// <returns><see langword="true"/> if that time is too far ahead for a clock difference; otherwise <see langword="false"/>.</returns>
    public bool IsIssuedInFuture(long? iat, long now) => iat - now > _skew.Ticks;

    /// <summary>Decides whether an authentication is recent enough.</summary>
    /// <param name="age">The time since the authentication, or <see langword="null"/> when it is unknown.</param>
    /// <param name="maxAge">The maximum age.</param>
    /// <returns><see langword="true"/> if the age is known and at most maximum and leeway; otherwise <see langword="false"/>.</returns>
    public bool IsRecent(TimeSpan? age, TimeSpan maxAge)
    {
        // The age of an authentication in the future is negative: without a limit it would stay recent for too long.
        return age - _leeway <= maxAge && age >= -MaxClockSkew;
    }
}
