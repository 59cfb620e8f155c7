namespace JwtExtended.MinimalApi.Tokens;

/// <summary>
/// The order of logins and "log out everywhere" within one service. A clock of milliseconds has no order inside of one, and equal counts as
/// older: without this, the login that follows a revocation at once would be revoked with it. It holds when the clock steps back, too.
/// </summary>
internal sealed class IssueClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _lastIssued;
    private long _lastMark;

    public TimeProvider Time => time;

    /// <summary>The instant of what begins now, behind every mark so far.</summary>
    public DateTimeOffset Now()
    {
        lock (_lock)
        {
            var now = Math.Max(Milliseconds(), _lastMark + 1);
            _lastIssued = Math.Max(_lastIssued, now);
            return DateTimeOffset.FromUnixTimeMilliseconds(now);
        }
    }

    /// <summary>An instant for a mark, not before anything that has begun.</summary>
    public DateTimeOffset NextRevocation()
    {
        lock (_lock)
        {
            // Never further than what was issued: a lead over the clock would refuse fresh logins at other instances.
            _lastMark = Math.Max(Milliseconds(), Math.Max(_lastIssued, _lastMark));
            return DateTimeOffset.FromUnixTimeMilliseconds(_lastMark);
        }
    }

    private long Milliseconds() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
