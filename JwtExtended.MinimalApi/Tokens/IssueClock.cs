namespace JwtExtended.MinimalApi.Tokens;

/// <summary>
/// Orders sign-ins and revocations within one service, by the clock of the store as far as it is known. Instants are whole milliseconds,
/// and equal instants count as older: without this order, a sign-in right after "log out everywhere" would be revoked with it. The order
/// also holds when the clock is set back. The revocation of one identity does not move the times of others.
/// </summary>
internal sealed class IssueClock(TimeProvider time)
{
    private const int MinPruned = 64;

    // A greater difference is no inaccuracy of a clock: following the store would write times that no node accepts.
    private static readonly TimeSpan MaxDifference = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _identities = new(StringComparer.Ordinal);
    private int _pruneAt = MinPruned;
    private long _storeIsAhead;
    private long _lastIssue;
    private long _everything;

    public TimeProvider Time => time;

    /// <summary>Follows the clock of the store: instants of nodes whose clocks differ must be comparable.</summary>
    /// <param name="started">The own time before the store was asked.</param>
    /// <param name="store">The time of the store.</param>
    /// <returns>How far the store is ahead, or <see langword="null"/> when the difference is too great to follow.</returns>
    public TimeSpan? Follow(DateTimeOffset started, DateTimeOffset store)
    {
        var now = time.GetUtcNow();
        var ahead = store - (started + (now - started) / 2);
        var known = TimeSpan.FromMilliseconds(Volatile.Read(ref _storeIsAhead));
        // The response was on its way: within that time the difference may be what it was.
        if ((ahead - known).Duration() <= now - started)
            return known;
        if (ahead.Duration() > MaxDifference)
            return null;
        Volatile.Write(ref _storeIsAhead, (long)ahead.TotalMilliseconds);
        return ahead;
    }

    /// <summary>Returns the instant for a session or token that begins now.</summary>
    /// <param name="identity">Whose it is.</param>
    /// <returns>The instant, later than every revocation of it so far.</returns>
    public DateTimeOffset NextIssue(string identity)
    {
        lock (_lock)
        {
            var now = Milliseconds();
            _lastIssue = Math.Max(_lastIssue, now);
            return DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(now, LastRevocation(identity) + 1));
        }
    }

    /// <summary>Returns the instant up to which a revocation takes effect at least.</summary>
    /// <returns>
    /// The instant, not earlier than anything that has begun: here, or on a node whose clock is ahead by
    /// <see cref="SessionEntry.CoveredSkew"/>. What begins behind an earlier revocation is covered by <see cref="RevokedUpTo.Raise"/>.
    /// </returns>
    /// <param name="further">How much further it has to reach.</param>
    public DateTimeOffset NextRevocation(TimeSpan further = default)
    {
        lock (_lock)
        {
            var covered = Milliseconds() + (long)(SessionEntry.CoveredSkew + further).TotalMilliseconds;
            return DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(covered, _lastIssue));
        }
    }

    /// <summary>Returns the earliest instant for a session that the store starts by its own clock.</summary>
    /// <param name="identity">Whose it is.</param>
    /// <returns>The instant, later than every revocation of it so far.</returns>
    public DateTimeOffset AfterRevocations(string identity)
    {
        lock (_lock)
            return DateTimeOffset.FromUnixTimeMilliseconds(LastRevocation(identity) + 1);
    }

    /// <summary>
    /// Notes an instant that the store has recorded, also for another node: what begins here from now on is later. What is too far ahead is
    /// no inaccuracy of a clock, and is not followed.
    /// </summary>
    /// <param name="upTo">The instant.</param>
    /// <param name="identity">Whose sessions are revoked; <see langword="null"/> for everything.</param>
    public void OnRevoked(DateTimeOffset upTo, string? identity)
    {
        lock (_lock)
        {
            var (instant, now) = (upTo.ToUnixTimeMilliseconds(), Milliseconds());
            if (instant > now + (long)MaxDifference.TotalMilliseconds)
                return;
            if (identity is null)
                _everything = Math.Max(_everything, instant);
            else if (instant >= Outdated(now))
                _identities[identity] = Math.Max(_identities.GetValueOrDefault(identity), instant);
            if (_identities.Count >= _pruneAt)
                Prune(now);
        }
    }

    private static long Outdated(long now) => now - (long)MaxDifference.TotalMilliseconds;

    private long LastRevocation(string identity) =>
        _identities.Count == 0 ? _everything : Math.Max(_everything, _identities.GetValueOrDefault(identity));

    // What the clock has passed long ago orders nothing any more.
    private void Prune(long now)
    {
        foreach (var (identity, instant) in _identities)
        {
            if (instant < Outdated(now))
                _identities.Remove(identity);
        }

        _pruneAt = Math.Max(MinPruned, 2 * _identities.Count);
    }

    private long Milliseconds() => time.GetUtcNow().ToUnixTimeMilliseconds() + Volatile.Read(ref _storeIsAhead);
}
