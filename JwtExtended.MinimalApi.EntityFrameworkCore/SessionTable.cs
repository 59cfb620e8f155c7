using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// The table of sessions: each operation reads the row, decides, and writes the row unless another process has changed it.
/// </summary>
/// <typeparam name="TContext">The type of the context.</typeparam>
internal sealed class SessionTable<TContext>(StoreQueries<TContext> queries, RowInsert insert)
    where TContext : DbContext
{
    /// <summary>Notes that a token of a number was used.</summary>
    /// <returns>A task that completes when the row is written.</returns>
    public static Task MarkSeenAsync(TContext context, string key, int number, CancellationToken cancellationToken) =>
        context.Rows<JwtSessionRow>()
            .Where(row => row.SessionKey == key && row.Number == number && !row.Seen && !row.Revoked)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Seen, true), cancellationToken);

    /// <summary>Writes a recorded session, in place of an existing one.</summary>
    /// <returns>When it started; <see langword="null"/> if it cannot go on for the existing one.</returns>
    public async Task<DateTimeOffset?> StartAsync(TContext context, NewSession session, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt = Attempts.Next(attempt, "start a session"))
        {
            var found = await queries.ReadSessionAsync(
                context, session.SessionKey, session.IdentityKey, session.EverythingKey, cancellationToken);
            if (SessionEntry.Start(found.Entry(session.SessionKey), session, EarliestOf(session, found)) is not { } entry)
                return null;
            var row = SessionWrites.RowOf(session.SessionKey, entry, session);
            var isStarted = found.Session(session.SessionKey) is not { } old
                ? await insert.TryAsync(context, row, attempt, cancellationToken)
                : await RowsOf(context, session.SessionKey)
                    .Where(existing => existing.Started == old.Started && existing.Revoked == old.Revoked)
                    .WriteAsync(row, keepsRecord: false, cancellationToken);
            if (isStarted)
                return RowTime.Read(row.Started);
        }
    }

    /// <summary>Exchanges a refresh token.</summary>
    /// <returns>The result.</returns>
    public async Task<ExchangeResult> ExchangeAsync(TContext context, SessionExchange exchange, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt = Attempts.Next(attempt, "exchange a refresh token"))
        {
            var found = await ReadAsync(context, exchange, cancellationToken);
            if (IsCovered(exchange, found))
                return new ExchangeResult(ExchangeOutcome.Revoked);
            var result = SessionEntry.Exchange(
                found.Entry(exchange.SessionKey), exchange, RowTime.Read(found.Now), out var changed);
            if (changed is null)
                return result;
            if (found.Session(exchange.SessionKey) is not { } old)
            {
                if (await insert.TryAsync(context, SessionWrites.RowOf(exchange.SessionKey, changed), attempt, cancellationToken))
                {
                    // The insert has no condition: what was revoked meanwhile is read behind it.
                    return IsCovered(exchange, await ReadAsync(context, exchange, cancellationToken))
                        ? new ExchangeResult(ExchangeOutcome.Revoked)
                        : result;
                }
            }
            else if (await WriteAsync(context, exchange, (old, changed, result.Outcome), found.Now, cancellationToken))
            {
                return result;
            }
        }
    }

    /// <summary>Ends a session, and writes that it has ended if it is unknown.</summary>
    /// <returns>Whether this call ended a recorded session.</returns>
    public async Task<bool> EndAsync(TContext context, SessionEnd end, CancellationToken cancellationToken)
    {
        var key = end.SessionKey;
        for (var attempt = 1; ; attempt = Attempts.Next(attempt, "end a session"))
        {
            var found = await queries.ReadSessionAsync(context, key, key, key, cancellationToken);
            var (old, entry) = (found.Session(key), found.Entry(key));
            if (SessionEntry.End(entry, end, RowTime.Read(found.Now)) is not { } changed)
                return false;
            var ended = SessionWrites.RowOf(key, changed);
            var isWritten = (old, entry) switch
            {
                (null, _) => await insert.TryAsync(context, ended, attempt, cancellationToken),
                (_, null) => await RowsOf(context, key).AsRead(old).WriteAsync(ended, keepsRecord: false, cancellationToken),
                // An exchange in between ends with the session. What was replaced or ended in between is
                // read again; ends of what had ended before do not repeat each other.
                _ => await RowsOf(context, key)
                    .Where(row => row.Revoked == old.Revoked && (row.Revoked || row.Started == old.Started)
                        && (row.SessionId != null) == old.Recorded)
                    .EndAsync(ended.Started, RowTime.Expiry(end.Expires), cancellationToken),
            };
            if (isWritten)
                return entry is not null && old!.Recorded;
        }
    }

    private static IQueryable<JwtSessionRow> RowsOf(TContext context, string key) =>
        context.Rows<JwtSessionRow>().Where(row => row.SessionKey == key);

    // Equal instants count as revoked.
    private static DateTimeOffset EarliestOf(NewSession session, FoundRows found) => new[]
    {
        RowTime.Read(found.Now),
        session.NotBefore,
        found.UpTo(session.IdentityKey)?.Instant.AddMilliseconds(1) ?? default,
        found.UpTo(session.EverythingKey)?.Instant.AddMilliseconds(1) ?? default,
    }.Max();

    private static bool IsCovered(SessionExchange exchange, FoundRows found) =>
        found.UpTo(exchange.IdentityKey)?.Covers(exchange.SessionKey, exchange.Started) == true
        || found.UpTo(exchange.EverythingKey)?.Covers(exchange.SessionKey, exchange.Started) == true;

    private static Task<bool> WriteAsync(
        TContext context,
        SessionExchange exchange,
        (FoundRow Old, SessionEntry Changed, ExchangeOutcome Outcome) decision,
        long now,
        CancellationToken cancellationToken)
    {
        var rows = context.Rows<JwtSessionRow>().UnlessCovered(context.Rows<JwtRevocationRow>(), exchange, now);
        // However often it was handed out in between, the decision would be the same, so that racers do not repeat it. Only a clock that
        // has gone back is a case of its own.
        if (decision.Outcome == ExchangeOutcome.Again && decision.Old.HandedOut <= now)
            return rows.Unseen(decision.Old).HandOutAsync(now, RowTime.Expiry(exchange.Expires), cancellationToken);
        var row = SessionWrites.RowOf(exchange.SessionKey, decision.Changed);
        // A session that has ended, or was replaced by one with the same id, has no record any more.
        var keepsRecord = !row.Revoked && row.Started == decision.Old.Started && !decision.Old.HasExpired(now);
        return rows.AsRead(decision.Old).WriteAsync(row, keepsRecord, cancellationToken);
    }

    private Task<FoundRows> ReadAsync(TContext context, SessionExchange exchange, CancellationToken cancellationToken) =>
        queries.ReadSessionAsync(context, exchange.SessionKey, exchange.IdentityKey, exchange.EverythingKey, cancellationToken);
}
