using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Writes the table of revocations. Every write is one statement.</summary>
/// <typeparam name="TContext">The type of the context.</typeparam>
internal sealed class RevocationTable<TContext>(StoreQueries<TContext> queries, RowInsert insert, DatabaseClock clock)
    where TContext : DbContext
{
    /// <summary>Writes that a token is revoked. The later expiry is kept.</summary>
    /// <returns>A task that completes when the row is written.</returns>
    public async Task RevokeAsync(TContext context, string key, long? expires, CancellationToken cancellationToken)
    {
        var now = await clock.NowAsync(context, cancellationToken);
        for (var attempt = 1; ; attempt = Attempts.Next(attempt, "revoke a token"))
        {
            var updated = await context.Rows<JwtRevocationRow>().Where(row => row.Key == key).ExecuteUpdateAsync(
                row => row
                    .SetProperty(r => r.Kind, RowKind.Revoked)
                    .SetProperty(
                        r => r.Expires, r => r.Expires == null || expires == null ? null : r.Expires > expires ? r.Expires : expires),
                cancellationToken);
            var revoked = new JwtRevocationRow { Key = key, Kind = RowKind.Revoked, At = now, Expires = expires };
            if (updated > 0 || await insert.TryAsync(context, revoked, attempt, cancellationToken))
                return;
        }
    }

    /// <summary>Uses a key.</summary>
    /// <returns><see langword="true"/> for exactly one caller until the row expires.</returns>
    public async Task<bool> TryUseAsync(TContext context, string key, long? expires, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt = Attempts.Next(attempt, "use a key"))
        {
            var found = await queries.ReadRevocationAsync(context, key, cancellationToken);
            var old = found.Revocation(key);
            if (old?.HasExpired(found.Now) == false)
                return false;
            var used = new JwtRevocationRow { Key = key, Kind = RowKind.Used, At = found.Now, Expires = expires };
            if (old is null
                ? await insert.TryAsync(context, used, attempt, cancellationToken)
                : await WriteAsync(AsRead(context, old), used, cancellationToken))
                return true;
        }
    }

    /// <summary>Raises an instant.</summary>
    /// <returns>What is stored afterwards, or <see langword="null"/> if the session to except was revoked before.</returns>
    public async Task<RevokedUpTo?> RaiseAsync(TContext context, InstantRevocation revocation, CancellationToken cancellationToken)
    {
        long? called = null;
        for (var attempt = 1; ; attempt = Attempts.Next(attempt, "revoke everything up to now"))
        {
            var found = await queries.ReadRevocationAsync(context, revocation.Key, cancellationToken);
            // One time for all attempts: an attempt that loses a race has lost it to a later instant, and has nothing to write any more.
            called ??= found.Now;
            var (old, current) = (found.Revocation(revocation.Key), found.UpTo(revocation.Key));
            if (RevokedUpTo.Raise(current, revocation, RowTime.Read(called.Value)) is not { } raised)
                return null;
            var row = RowOf(revocation, raised);
            if ((raised == current && RowTime.Later(old!.Expires, row.Expires) == old.Expires)
                || (old is null
                    ? await insert.TryAsync(context, row, attempt, cancellationToken)
                    : await WriteAsync(Raisable(context, old, current, row), row, cancellationToken)))
                return raised;
        }
    }

    /// <summary>Writes the creation time of the store, unless it exists.</summary>
    /// <returns>The creation time that is stored, as Unix time in milliseconds.</returns>
    public async Task<long> EnsureCreatedAtAsync(TContext context, CancellationToken cancellationToken)
    {
        const string key = StoreQueries<TContext>.CreatedAtKey;
        for (var attempt = 1; ; attempt = Attempts.Next(attempt, "write the creation time of the store"))
        {
            var found = await queries.ReadRevocationAsync(context, key, cancellationToken);
            if (found.StoreCreatedAt is { } existing)
                return existing;
            var created = new JwtRevocationRow { Key = key, Kind = RowKind.StoreCreatedAt, At = found.Now };
            if (await insert.TryAsync(context, created, attempt, cancellationToken))
                return found.Now;
        }
    }

    private static JwtRevocationRow RowOf(InstantRevocation revocation, RevokedUpTo raised) => new()
    {
        Key = revocation.Key,
        Kind = RowKind.UpTo,
        At = raised.Instant.ToUnixTimeMilliseconds(),
        ExceptSession = raised.ExceptSession,
        ExceptAt = raised.ExceptInstant?.ToUnixTimeMilliseconds(),
        Expires = RowTime.Expiry(revocation.Expires),
    };

    // The rows for which the decision is the same as for the row that was read. If it excepts no session, or the same one, an earlier
    // instant in between changes nothing.
    private static IQueryable<JwtRevocationRow> Raisable(TContext context, FoundRow old, RevokedUpTo? current, JwtRevocationRow raised)
    {
        var earlier = context.Rows<JwtRevocationRow>()
            .Where(row => row.Key == old.Key && row.Kind == old.Kind && row.At <= raised.At);
        if (current is not null && raised.ExceptSession is null)
            return earlier;
        return current is not null && raised.ExceptSession == old.ExceptSession
            ? earlier.Where(row => row.ExceptSession == old.ExceptSession && row.ExceptAt == old.ExceptAt)
            : AsRead(context, old);
    }

    private static IQueryable<JwtRevocationRow> AsRead(TContext context, FoundRow old) => context.Rows<JwtRevocationRow>().Where(
        row => row.Key == old.Key && row.Kind == old.Kind && row.At == old.At && row.Expires == old.Expires
            && row.ExceptSession == old.ExceptSession && row.ExceptAt == old.ExceptAt);

    // If another process has changed the row so that it does not match, nothing is written. The later expiry is kept.
    private static async Task<bool> WriteAsync(IQueryable<JwtRevocationRow> old, JwtRevocationRow row, CancellationToken cancellationToken)
    {
        var (kind, at, exceptSession, exceptAt, expires) = (row.Kind, row.At, row.ExceptSession, row.ExceptAt, row.Expires);
        return await old.ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.Kind, r => kind)
                .SetProperty(r => r.At, r => at)
                .SetProperty(r => r.ExceptSession, r => exceptSession)
                .SetProperty(r => r.ExceptAt, r => exceptAt)
                .SetProperty(
                    r => r.Expires, r => r.Expires == null || expires == null ? null : r.Expires > expires ? r.Expires : expires),
            cancellationToken) > 0;
    }
}
