using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi;

/// <summary>
/// What a store keeps of one session: the number of its current refresh token, and what decides about the next exchange. Instants are whole
/// milliseconds by the clock of the store.
/// </summary>
/// <remarks>
/// The rules were model-checked: <c>docs/session-protocol.md</c> has them as a table, with the schedules that plainer rules fail at.
/// </remarks>
public sealed record SessionEntry
{
    /// <summary>How far the clock of a node may be ahead of the store.</summary>
    internal static readonly TimeSpan CoveredSkew = TimeSpan.FromSeconds(5);

    // What begins on such a node after a revocation is later than that by as much again.
    internal static readonly TimeSpan EndCovers = 2 * CoveredSkew;

    // A window that replays keep open is closed after this many windows.
    private const int MaxWindows = 6;

    private static readonly TimeSpan OneMillisecond = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Gets when the session began (<c>sst</c>). A token that began earlier under the same id is of a session that was replaced.
    /// </summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>
    /// Gets when the first of the sessions began that this one goes on for (<see cref="NewSession.Continues"/>), or
    /// <see cref="Started"/>: what ends one of them ends this one.
    /// </summary>
    public required DateTimeOffset Root { get; init; }

    /// <summary>Gets the current number: how often the session was exchanged.</summary>
    public required int Number { get; init; }

    /// <summary>Gets the number that the current one was exchanged for; -1 before the first exchange.</summary>
    public required int Parent { get; init; }

    /// <summary>Gets when the current number was made: the issue time of its refresh token.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets when the current number was last handed out while it was not in use.</summary>
    public required DateTimeOffset HandedOut { get; init; }

    /// <summary>Gets whether a token of the current number was used.</summary>
    public bool Seen { get; init; }

    /// <summary>Gets whether the session was ended.</summary>
    public bool Revoked { get; init; }

    /// <summary>Gets the time at which the entry may be deleted, or <see langword="null"/> for never.</summary>
    public required DateTimeOffset? Expires { get; init; }

    /// <summary>
    /// Creates the entry of a session that starts recorded. Its first token counts as handed out long ago: it is exchanged at once, like
    /// the first token of a session that is not recorded.
    /// </summary>
    /// <param name="started">When it starts.</param>
    /// <param name="expires">The time at which the entry may be deleted, or <see langword="null"/> for never.</param>
    /// <returns>The entry.</returns>
    public static SessionEntry Start(DateTimeOffset started, DateTimeOffset? expires) =>
        new()
        {
            Started = started,
            Root = started,
            Number = 0,
            Parent = -1,
            At = started,
            HandedOut = DateTimeOffset.UnixEpoch,
            Expires = expires,
        };

    /// <summary>
    /// Decides about the start of a recorded session: the pure function behind <see cref="IJwtStore.StartSessionAsync"/>.
    /// </summary>
    /// <param name="entry">The entry until now, or <see langword="null"/>.</param>
    /// <param name="session">The session.</param>
    /// <param name="earliest">
    /// The time by the clock of the store, or the instant behind what was revoked or <see cref="NewSession.NotBefore"/>, if that is later.
    /// </param>
    /// <returns>
    /// The entry, or <see langword="null"/> if the session is to go on for one that has ended, or that a later one has replaced.
    /// </returns>
    public static SessionEntry? Start(SessionEntry? entry, NewSession session, DateTimeOffset earliest)
    {
        ArgumentNullException.ThrowIfNull(session);
        var continued = session.Continues;
        if (continued is not null && entry is not null && (entry.Revoked || entry.Started > continued))
            return null;
        var started = Instant.Latest(earliest, entry?.Started + OneMillisecond, continued + OneMillisecond);
        var root = continued is null ? started : entry?.Started == continued ? entry!.Root : continued.Value;
        return Start(started, Later(entry, session.Expires)) with { Root = root };
    }

    /// <summary>
    /// Creates the entry of a session that has ended. It counts as begun later than any token of the session, also one of a node whose
    /// clock is ahead: a session that starts with the same id begins behind it.
    /// </summary>
    /// <param name="entry">The entry until now, or <see langword="null"/>.</param>
    /// <param name="end">What ends.</param>
    /// <param name="now">The time by the clock of the store.</param>
    /// <returns>The entry, or <see langword="null"/> if a later session has the id, which goes on.</returns>
    public static SessionEntry? End(SessionEntry? entry, SessionEnd end, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(end);
        if (entry is { Revoked: false } && entry.Root > end.Started)
            return null;
        return (entry ?? Start(now, end.Expires)) with
        {
            Started = Instant.Latest(now + EndCovers, entry?.Started, end.Started),
            Revoked = true,
            Expires = Later(entry, end.Expires),
        };
    }

    /// <summary>
    /// Decides about an exchange: the pure function behind <see cref="IJwtStore.ExchangeAsync"/>. It does not know the instants up to which
    /// an identity or everything is revoked; the store compares them.
    /// </summary>
    /// <param name="entry">The entry, or <see langword="null"/> if there is none or it has expired.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="now">The time by the clock of the store, in whole milliseconds.</param>
    /// <param name="changed">The entry to write, or <see langword="null"/> if nothing changes.</param>
    /// <returns>The result.</returns>
    public static ExchangeResult Exchange(SessionEntry? entry, SessionExchange exchange, DateTimeOffset now, out SessionEntry? changed)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        changed = null;
        // 1. Whatever was ended stays so; a token of a session that another one has replaced is as dead.
        if (entry is { Revoked: true } || entry?.Started > exchange.Started)
            return new ExchangeResult(ExchangeOutcome.Revoked);
        // 2. Without an entry only a token that may start one. An application may give one id to two sessions: the later one replaces.
        if (entry is null || entry.Started < exchange.Started)
        {
            if (!exchange.MayStart)
                return new ExchangeResult(ExchangeOutcome.Missing);
            changed = Advance(Start(exchange.Started, Later(entry, exchange.Expires)), exchange, now);
            return new ExchangeResult(ExchangeOutcome.Advanced, changed.Number, now);
        }

        var sinceHandedOut = now - entry.HandedOut;
        // 3. The current token, or a later one: the store has lost its last writes.
        if (exchange.Number >= entry.Number)
        {
            if (exchange.Number == entry.Number && sinceHandedOut < exchange.GraceWindow)
                return new ExchangeResult(ExchangeOutcome.Current, entry.Number, entry.At);
            changed = Advance(entry, exchange, now);
            return new ExchangeResult(ExchangeOutcome.Advanced, changed.Number, now);
        }

        if (exchange.Number == entry.Parent)
        {
            // 4. Two tabs, or a lost response: the same successor. The window follows the last time that it was handed out, for a while.
            if (sinceHandedOut < exchange.GraceWindow)
            {
                if (!entry.Seen && now - entry.At < MaxWindows * exchange.GraceWindow)
                    changed = entry with { HandedOut = now, Expires = Later(entry, exchange.Expires) };
                return new ExchangeResult(ExchangeOutcome.Again, entry.Number, entry.At);
            }

            // 5. A response that was lost for longer: a new successor. The one in between is dead, wherever it is.
            if (!entry.Seen && !exchange.OnlyCurrent && now - entry.At < exchange.LostAnswerWindow)
            {
                changed = entry with
                {
                    Number = entry.Number + 1,
                    At = now,
                    HandedOut = now,
                    Expires = Later(entry, exchange.Expires),
                };
                return new ExchangeResult(ExchangeOutcome.Reissued, changed.Number, now);
            }
        }

        // 6. Owner and thief cannot be told apart, so the session ends for both.
        if (exchange.OnlyCurrent)
            return new ExchangeResult(ExchangeOutcome.Skipped);
        changed = entry with { Revoked = true, Expires = Later(entry, exchange.Expires) };
        return new ExchangeResult(ExchangeOutcome.Reused);
    }

    /// <summary>Decides whether a use of a token is to be noted (<see cref="IJwtStore.MarkSeenAsync"/>).</summary>
    /// <param name="number">The number of the token.</param>
    /// <returns><see langword="true"/> if the token has the current number, and none of that number was used before.</returns>
    public bool IsFirstUse(int number) => number == Number && !Seen && !Revoked;

    // Neither the current number nor the one before it: what it was exchanged for was exchanged or replaced as well.
    internal bool IsBehind(int number) => number < Number && number != Parent;

    /// <summary>Determines whether the entry has expired.</summary>
    /// <param name="now">The time by the clock of the store.</param>
    /// <returns><see langword="true"/> if it counts as absent; otherwise, <see langword="false"/>.</returns>
    public bool HasExpired(DateTimeOffset now) => Expires <= now;

    private static SessionEntry Advance(SessionEntry entry, SessionExchange exchange, DateTimeOffset now) => entry with
    {
        Number = exchange.Number + 1,
        Parent = exchange.Number,
        At = now,
        HandedOut = now,
        Seen = false,
        Expires = Later(entry, exchange.Expires),
    };

    private static DateTimeOffset? Later(SessionEntry? entry, DateTimeOffset? expires) =>
        entry is null ? expires : Expiry.Later(entry.Expires, expires);
}
