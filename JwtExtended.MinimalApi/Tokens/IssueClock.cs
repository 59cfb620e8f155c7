namespace JwtExtended.MinimalApi.Tokens;

/// <summary>
/// Orders sign-ins and revocations within one service. Instants are whole milliseconds, and equal instants count as older: without this
/// order, a sign-in right after "log out everywhere" would be revoked with it. The order also holds when the clock is set back.
/// </summary>
internal sealed class IssueClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _lastIssue;
    private long _lastRevocation;

    public TimeProvider Time => time;

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

    /// <summary>Returns the instant up to which a revocation takes effect.</summary>
    /// <returns>The instant, not earlier than anything that has begun.</returns>
    public DateTimeOffset NextRevocation()
    {
        lock (_lock)
        {
            // Never later than what was issued: an instant ahead of the clock would refuse new sign-ins at other instances.
            _lastRevocation = Math.Max(Milliseconds(), Math.Max(_lastIssue, _lastRevocation));
            return DateTimeOffset.FromUnixTimeMilliseconds(_lastRevocation);
        }
    }

    private long Milliseconds() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
