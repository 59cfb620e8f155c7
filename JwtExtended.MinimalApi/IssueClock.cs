namespace JwtExtended.MinimalApi;

/// <summary>
/// The order of logins and "log out everywhere" within one service. A clock of milliseconds has no order inside of one, and equal counts as
/// older: without this, the login that follows a revocation at once would be revoked with it.
/// </summary>
internal sealed class IssueClock(TimeProvider time)
{
    private long _lastMark;

    public TimeProvider Time => time;

    /// <summary>The instant of what begins now, behind every mark so far.</summary>
    public DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(Next(Volatile.Read(ref _lastMark)));

    /// <summary>An instant for a mark, not before anything that has begun.</summary>
    public DateTimeOffset Mark()
    {
        while (true)
        {
            var last = Volatile.Read(ref _lastMark);
            var next = Next(last);
            if (Interlocked.CompareExchange(ref _lastMark, next, last) == last)
                return DateTimeOffset.FromUnixTimeMilliseconds(next);
        }
    }

    private long Next(long lastMark) => Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), lastMark + 1);
}
