namespace JwtExtended.MinimalApi.Keys.Ring;

/// <summary>How the keys of an app rotate.</summary>
internal sealed record RotationPlan
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromDays(3653);
    private static readonly TimeSpan MinAnnounce = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DefaultAnnounce = TimeSpan.FromDays(14);
    private static readonly TimeSpan MaxPoll = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    private RotationPlan(TimeSpan interval, JwtAlgorithm algorithm, TimeSpan announce) =>
        (Interval, Algorithm, Announce) = (interval, algorithm, announce);

    /// <summary>How long a key signs.</summary>
    public TimeSpan Interval { get; }

    public JwtAlgorithm Algorithm { get; }

    /// <summary>How long a key is published before it signs.</summary>
    public TimeSpan Announce { get; }

    /// <summary>
    /// How often the storage is read: every process that reaches it knows a key long before it signs, although a read may fail.
    /// </summary>
    public TimeSpan Poll => Min(Announce / 10, MaxPoll);

    /// <summary>
    /// How long others may cache the published keys: one that is announced behind the back of a cache is known before it signs.
    /// </summary>
    public TimeSpan CacheFor => Min(Announce / 3, MaxAge);

    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static RotationPlan Create(TimeSpan interval, JwtAlgorithm algorithm, TimeSpan? announce)
    {
        if (interval < MinInterval || interval > MaxInterval)
            throw new ArgumentOutOfRangeException(nameof(interval), interval, "Keys rotate every hour to every 10 years.");
        if (AlgorithmTable.Find(algorithm) is null)
            throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "There is no such algorithm.");
        var time = announce ?? Min(interval / 4, DefaultAnnounce);
        if (time < MinAnnounce || time > interval / 2)
            throw new ArgumentOutOfRangeException(nameof(announce), announce, $"Keys are announced for 1 minute to {interval / 2}.");
        return new RotationPlan(interval, algorithm, time);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
