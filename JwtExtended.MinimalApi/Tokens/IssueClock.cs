namespace JwtExtended.MinimalApi.Tokens;

/// <summary>
/// Orders sign-ins and revocations within one service, by the clock of the store as far as it is known. Instants are whole milliseconds,
/// and equal instants count as older: without this order, a sign-in right after "log out everywhere" would be revoked with it. The order
/// also holds when the clock is set back.
/// </summary>
internal sealed class IssueClock(TimeProvider time)
{
    /// <summary>A greater difference is no inaccuracy of a clock: following the store would write times that no node accepts.</summary>
    private static readonly TimeSpan MaxDifference = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private long _storeIsAhead;
    private long _lastIssue;
    private long _lastRevocation;

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
    /// <returns>The instant, later than every revocation so far.</returns>
    public DateTimeOffset NextIssue()
    {
        lock (_lock)
        {
            var now = Math.Max(Milliseconds(), _lastRevocation + 1);
            _lastIssue = Math.Max(_lastIssue, now);
            return DateTimeOffset.FromUnixTimeMilliseconds(now);
        }
    }

    /// <summary>Returns the instant up to which a revocation takes effect at least.</summary>
    /// <returns>
    /// The instant, not earlier than anything that has begun: here, or on a node whose clock is ahead by
    /// <see cref="SessionEntry.CoveredSkew"/>.
    /// </returns>
    /// <param name="further">How much further it has to reach.</param>
    public DateTimeOffset NextRevocation(TimeSpan further = default)
    {
        lock (_lock)
        {
            var covered = Milliseconds() + (long)(SessionEntry.CoveredSkew + further).TotalMilliseconds;
            _lastRevocation = Math.Max(covered, Math.Max(_lastIssue, _lastRevocation));
            return DateTimeOffset.FromUnixTimeMilliseconds(_lastRevocation);
        }
    }

    /// <summary>Returns the earliest instant for a session that the store starts by its own clock.</summary>
    /// <returns>The instant, later than every revocation so far.</returns>
    public DateTimeOffset AfterRevocations()
    {
        lock (_lock)
        {
            if (_lastRevocation < Milliseconds())
                return DateTimeOffset.FromUnixTimeMilliseconds(_lastRevocation + 1);
            // As long as what begins is ahead of the clock, each session begins later than the one before, and is revoked with it.
            _lastIssue = Math.Max(_lastRevocation, _lastIssue) + 1;
            return DateTimeOffset.FromUnixTimeMilliseconds(_lastIssue);
        }
    }

    /// <summary>
    /// Notes an instant that the store has recorded, also for another node: what begins here from now on is later. What is too far ahead is
    /// no inaccuracy of a clock, and is not followed.
    /// </summary>
    /// <param name="upTo">The instant.</param>
    /// <param name="ofIdentity">
    /// Whether it is that of one identity, which must not move the clock of all others further than other nodes expect.
    /// </param>
    public void OnRevoked(DateTimeOffset upTo, bool ofIdentity)
    {
        lock (_lock)
        {
            var instant = upTo.ToUnixTimeMilliseconds();
            if (ofIdentity)
                instant = Math.Min(instant, Milliseconds() + (long)SessionEntry.CoveredSkew.TotalMilliseconds);
            if (instant <= Milliseconds() + (long)MaxDifference.TotalMilliseconds)
                _lastRevocation = Math.Max(_lastRevocation, instant);
        }
    }

    private long Milliseconds() => time.GetUtcNow().ToUnixTimeMilliseconds() + Volatile.Read(ref _storeIsAhead);
}
