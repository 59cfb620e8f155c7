using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>The conditional writes of a row of the table of sessions: each is one statement.</summary>
internal static class SessionWrites
{
    /// <summary>Creates the row of an entry.</summary>
    /// <returns>The row, without a record unless one is given.</returns>
    public static JwtSessionRow RowOf(string key, SessionEntry entry, NewSession? record = null) => new()
    {
        SessionKey = key,
        IdentityKey = record?.IdentityKey,
        SessionId = record?.Id,
        Data = record?.Data,
        Started = entry.Started.ToUnixTimeMilliseconds(),
        Root = entry.Root.ToUnixTimeMilliseconds(),
        Number = entry.Number,
        Parent = entry.Parent,
        At = entry.At.ToUnixTimeMilliseconds(),
        HandedOut = entry.HandedOut.ToUnixTimeMilliseconds(),
        Seen = entry.Seen,
        Revoked = entry.Revoked,
        Expires = RowTime.Expiry(entry.Expires),
        ExpiryDay = RowTime.Day(RowTime.Expiry(entry.Expires)),
    };

    /// <summary>Selects a row while it is what was read.</summary>
    /// <returns>The row, unless another process has changed it.</returns>
    public static IQueryable<JwtSessionRow> AsRead(this IQueryable<JwtSessionRow> rows, FoundRow old) => rows.Where(
        row => row.SessionKey == old.Key && row.Started == old.Started && row.Number == old.Number && row.Parent == old.Parent
            && row.At == old.At && row.HandedOut == old.HandedOut && row.Seen == old.Seen && row.Revoked == old.Revoked
            && row.Expires == old.Expires);

    /// <summary>Selects the rows of a session that goes on with the number that was read, and that number is not in use.</summary>
    /// <returns>The row, unless another process has changed more than when the number was handed out.</returns>
    public static IQueryable<JwtSessionRow> Unseen(this IQueryable<JwtSessionRow> rows, FoundRow old) => rows.Where(
        row => row.SessionKey == old.Key && row.Started == old.Started && row.Number == old.Number && row.Parent == old.Parent
            && row.At == old.At && !row.Seen && !row.Revoked);

    /// <summary>Selects rows unless the session of an exchange is revoked up to an instant.</summary>
    /// <returns>The rows, as long as it is not revoked.</returns>
    public static IQueryable<JwtSessionRow> UnlessCovered(
        this IQueryable<JwtSessionRow> rows, IQueryable<JwtRevocationRow> revocations, SessionExchange exchange, long now)
    {
        var (session, identity, everything) = (exchange.SessionKey, exchange.IdentityKey, exchange.EverythingKey);
        var started = exchange.Started.ToUnixTimeMilliseconds();
        // As RevokedUpTo.Covers decides.
        return rows.Where(_ => !revocations.Any(row => (row.Key == identity || row.Key == everything) && row.Kind == RowKind.UpTo
            && (row.Expires == null || row.Expires > now) && row.At >= started
            && !(row.ExceptSession == session && row.ExceptAt + 1 == started)));
    }

    /// <summary>Writes a row.</summary>
    /// <param name="rows">The row to write to.</param>
    /// <param name="row">What to write.</param>
    /// <param name="keepsRecord">Whether the record stays what it is.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>Whether the row was there.</returns>
    public static async Task<bool> WriteAsync(
        this IQueryable<JwtSessionRow> rows, JwtSessionRow row, bool keepsRecord, CancellationToken cancellationToken) =>
        await rows.ExecuteUpdateAsync(
            set =>
            {
                set.SetProperty(r => r.Started, r => row.Started)
                    .SetProperty(r => r.Root, r => row.Root)
                    .SetProperty(r => r.Number, r => row.Number)
                    .SetProperty(r => r.Parent, r => row.Parent)
                    .SetProperty(r => r.At, r => row.At)
                    .SetProperty(r => r.HandedOut, r => row.HandedOut)
                    .SetProperty(r => r.Seen, r => row.Seen)
                    .SetProperty(r => r.Revoked, r => row.Revoked)
                    .SetProperty(r => r.Expires, r => row.Expires)
                    .SetProperty(r => r.ExpiryDay, r => row.ExpiryDay);
                if (!keepsRecord)
                {
                    set.SetProperty(r => r.IdentityKey, r => row.IdentityKey)
                        .SetProperty(r => r.SessionId, r => row.SessionId)
                        .SetProperty(r => r.Data, r => row.Data);
                }
            },
            cancellationToken) > 0;

    /// <summary>Writes that a number was handed out again. The later instant and the later expiry are kept.</summary>
    /// <returns>Whether the row was there.</returns>
    public static async Task<bool> HandOutAsync(
        this IQueryable<JwtSessionRow> rows, long now, long? expires, CancellationToken cancellationToken)
    {
        var day = RowTime.Day(expires);
        return await rows.ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.HandedOut, r => r.HandedOut > now ? r.HandedOut : now)
                .SetProperty(r => r.Expires, r => r.Expires == null || expires == null ? null : r.Expires > expires ? r.Expires : expires)
                .SetProperty(r => r.ExpiryDay, r => r.ExpiryDay == null || day == null ? null : r.ExpiryDay > day ? r.ExpiryDay : day),
            cancellationToken) > 0;
    }

    /// <summary>Writes that sessions have ended, which removes their records. The later start and the later expiry are kept.</summary>
    /// <returns>Whether a row was there.</returns>
    public static async Task<bool> EndAsync(
        this IQueryable<JwtSessionRow> rows, long started, long? expires, CancellationToken cancellationToken)
    {
        var day = RowTime.Day(expires);
        return await rows.ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.Started, r => r.Started > started ? r.Started : started)
                .SetProperty(r => r.Revoked, true)
                .SetProperty(r => r.IdentityKey, (string?)null)
                .SetProperty(r => r.SessionId, (string?)null)
                .SetProperty(r => r.Data, (string?)null)
                .SetProperty(r => r.Expires, r => r.Expires == null || expires == null ? null : r.Expires > expires ? r.Expires : expires)
                .SetProperty(r => r.ExpiryDay, r => r.ExpiryDay == null || day == null ? null : r.ExpiryDay > day ? r.ExpiryDay : day),
            cancellationToken) > 0;
    }
}
