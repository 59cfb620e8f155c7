using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>The table of revocations. Queries are compiled for each store, because they depend on the model of the context.</summary>
/// <typeparam name="TContext">The type of the context.</typeparam>
internal sealed class RevocationTable<TContext>(DatabaseClock clock)
    where TContext : DbContext
{
    public const string CreatedAtKey = "created";

    private readonly Func<TContext, string, string, string, string, IAsyncEnumerable<FoundRow>> _find = EF.CompileAsyncQuery(
        (TContext context, string token, string session, string identity, string everything) => context.Set<JwtRevocationRow>()
            .AsNoTracking()
            .Where(row => new[] { token, session, identity, everything, CreatedAtKey }.Contains(row.Key))
            .Select(row => new FoundRow { Key = row.Key, Kind = row.Kind, At = row.At, Expires = row.Expires }));

    private readonly Func<TContext, string, string, string, string, IAsyncEnumerable<FoundRow>> _findWithSession = EF.CompileAsyncQuery(
        (TContext context, string token, string session, string identity, string everything) => context.Set<JwtRevocationRow>()
            .AsNoTracking()
            .Where(row => new[] { token, session, identity, everything, CreatedAtKey }.Contains(row.Key))
            .Select(row => new FoundRow { Key = row.Key, Kind = row.Kind, At = row.At, Expires = row.Expires })
            .Concat(context.Set<JwtSessionRow>().AsNoTracking()
                .Where(row => row.IdentityKey == identity && row.SessionKey == session)
                .Select(row => new FoundRow { Key = row.SessionKey, Kind = RowKind.Session, At = row.Started, Expires = row.Expires })));

    private readonly Func<TContext, string, CancellationToken, Task<FoundRow?>> _get = EF.CompileAsyncQuery(
        (TContext context, string key, CancellationToken cancellationToken) => context.Set<JwtRevocationRow>().AsNoTracking()
            .Where(row => row.Key == key)
            .Select(row => new FoundRow { Key = row.Key, Kind = row.Kind, At = row.At, Expires = row.Expires })
            .FirstOrDefault());

    /// <summary>Finds everything about one token, with one query.</summary>
    /// <returns>The rows, expired ones included.</returns>
    public async Task<List<FoundRow>> FindAsync(TContext context, RevocationKeys keys, CancellationToken cancellationToken)
    {
        var query = keys is { WantsSessionRecord: true, Session: not null } ? _findWithSession : _find;
        var rows = new List<FoundRow>();
        var found = query(context, keys.Token, keys.Session ?? keys.Token, keys.Identity, keys.Everything);
        await foreach (var row in found.WithCancellation(cancellationToken))
            rows.Add(row);
        return rows;
    }

    public async Task<ConsumeResult> ConsumeAsync(TContext context, string key, long? expires, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var existing = await _get(context, key, cancellationToken);
            // The clock is read after the row, so that the age is not negative.
            var now = await clock.NowAsync(context, cancellationToken);
            if (existing?.HasExpired(now) == false)
                return Lost(existing, now);
            var consumed = new JwtRevocationRow { Key = key, Kind = RowKind.Consumed, At = now, Expires = expires };
            var won = existing is null
                ? await context.TryInsertAsync(consumed, attempt, cancellationToken)
                : await ReplaceAsync(context, existing, consumed, cancellationToken);
            if (won)
                return new ConsumeResult(true, false, RowTime.Read(now), TimeSpan.Zero);
        }
    }

    /// <summary>Writes an entry, with one statement. The greater kind, the later instant and the later expiry are kept.</summary>
    /// <param name="context">The context.</param>
    /// <param name="key">The key of the entry.</param>
    /// <param name="kind">The kind of the entry.</param>
    /// <param name="upTo">The instant up to which the entry applies, or <see langword="null"/> for now.</param>
    /// <param name="expires">The time at which the entry may be deleted, or <see langword="null"/> for never.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>A task that completes when the entry is written.</returns>
    public async Task WriteAsync(TContext context, string key, int kind, long? upTo, long? expires, CancellationToken cancellationToken)
    {
        var now = await clock.NowAsync(context, cancellationToken);
        var at = upTo ?? now;
        for (var attempt = 1; ; attempt++)
        {
            var updated = await context.Set<JwtRevocationRow>().Where(row => row.Key == key).ExecuteUpdateAsync(
                row => row
                    .SetProperty(r => r.Kind, r => r.Expires <= now || r.Kind < kind ? kind : r.Kind)
                    .SetProperty(r => r.At, r => r.Expires <= now || r.At < at ? at : r.At)
                    .SetProperty(
                        r => r.Expires, r => r.Expires == null || expires == null ? null : r.Expires > expires ? r.Expires : expires),
                cancellationToken);
            var entry = new JwtRevocationRow { Key = key, Kind = kind, At = at, Expires = expires };
            if (updated > 0 || await context.TryInsertAsync(entry, attempt, cancellationToken))
                return;
        }
    }

    /// <summary>Writes the creation time of the store, unless it exists.</summary>
    /// <returns>The creation time that is stored, as Unix time in milliseconds.</returns>
    public async Task<long> EnsureCreatedAtAsync(TContext context, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await _get(context, CreatedAtKey, cancellationToken) is { } existing)
                return existing.At;
            var now = await clock.NowAsync(context, cancellationToken);
            var created = new JwtRevocationRow { Key = CreatedAtKey, Kind = RowKind.StoreCreatedAt, At = now };
            if (await context.TryInsertAsync(created, attempt, cancellationToken))
                return now;
        }
    }

    private static ConsumeResult Lost(FoundRow existing, long now) => new(
        false,
        existing.Kind == RowKind.Revoked,
        RowTime.Read(existing.At),
        TimeSpan.FromMilliseconds(Math.Max(0, now - existing.At)));

    // Only the row that was read: if another process has replaced it, nothing is written.
    private static async Task<bool> ReplaceAsync(
        TContext context, FoundRow old, JwtRevocationRow entry, CancellationToken cancellationToken) =>
        await context.Set<JwtRevocationRow>()
            .Where(row => row.Key == old.Key && row.Kind == old.Kind && row.At == old.At && row.Expires == old.Expires)
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(r => r.Kind, entry.Kind)
                    .SetProperty(r => r.At, entry.At)
                    .SetProperty(r => r.Expires, entry.Expires),
                cancellationToken) > 0;
}
