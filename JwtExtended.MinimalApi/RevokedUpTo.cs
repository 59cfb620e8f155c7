namespace JwtExtended.MinimalApi;

/// <summary>Everything up to an instant is revoked, except one session perhaps.</summary>
/// <param name="Instant">The instant, in whole milliseconds: what began then or earlier is revoked.</param>
/// <param name="ExceptSession">The key of the session that <paramref name="Instant"/> does not revoke, or <see langword="null"/>.</param>
/// <param name="ExceptInstant">
/// The millisecond before that session began: no other one with its id, earlier or later, is excepted.
/// </param>
public sealed record RevokedUpTo(DateTimeOffset Instant, string? ExceptSession = null, DateTimeOffset? ExceptInstant = null)
{
    // Repeated at once, it does not run ahead: no further than the clocks of nodes, and than everything is revoked.
    private static readonly TimeSpan MaxBehind = TimeSpan.FromSeconds(9);

    /// <summary>Determines whether a session, or a token outside of sessions, is revoked.</summary>
    /// <param name="sessionKey">The key of the session, or <see langword="null"/> for a token outside of sessions.</param>
    /// <param name="started">
    /// When the session or the token began. Equal counts as older: two events of one millisecond have no order.
    /// </param>
    /// <returns><see langword="true"/> if it is revoked; otherwise, <see langword="false"/>.</returns>
    public bool Covers(string? sessionKey, DateTimeOffset started) =>
        started <= Instant
        && !(sessionKey is not null && sessionKey == ExceptSession && started == ExceptInstant?.AddMilliseconds(1));

    /// <summary>
    /// Decides what is stored after another revocation: the pure function behind <see cref="IJwtStore.RevokeUpToAsync"/>.
    /// </summary>
    /// <param name="current">What is stored, or <see langword="null"/>.</param>
    /// <param name="revocation">The revocation.</param>
    /// <param name="now">The time by the clock of the store, in whole milliseconds.</param>
    /// <returns>What to store, or <see langword="null"/> if the session to except is revoked already, and nothing may be written.</returns>
    public static RevokedUpTo? Raise(RevokedUpTo? current, InstantRevocation revocation, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(revocation);
        var instant = Tokens.Instant.Latest(now, revocation.NotBefore);
        var (behind, limit) = (current?.Instant + revocation.Behind, instant + MaxBehind);
        instant = Tokens.Instant.Latest(instant, current?.Instant, behind > limit ? limit : behind);
        if (revocation.ExceptSession is not { } except)
            return new RevokedUpTo(instant);
        if (current?.Covers(except, revocation.ExceptStarted) == true)
            return null;
        return new RevokedUpTo(instant, except, revocation.ExceptStarted.AddMilliseconds(-1));
    }
}
