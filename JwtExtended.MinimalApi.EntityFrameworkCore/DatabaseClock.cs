using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// The clock that all processes of one database share: that of the database if its query is known, otherwise that of this process.
/// </summary>
internal sealed class DatabaseClock(Dialect dialect, TimeProvider time)
{
    /// <summary>Reads the clock.</summary>
    /// <returns>Unix time in milliseconds.</returns>
    public async ValueTask<long> NowAsync(DbContext context, CancellationToken cancellationToken) => dialect.Clock is { } sql
        ? (await context.Database.SqlQueryRaw<long>(sql).ToListAsync(cancellationToken))[0]
        : OwnNow;

    /// <summary>Reads the clock in the same round trip as rows.</summary>
    /// <returns>The rows, with the time by which they expire.</returns>
    public async Task<FoundRows> ReadAsync(DbContext context, IQueryable<FoundRow> query, CancellationToken cancellationToken)
    {
        if (dialect.Clock is not { } sql)
            return new FoundRows(await query.ToListAsync(cancellationToken), OwnNow);
        var clock = context.Database.SqlQueryRaw<long>(sql).Select(FoundRow.OfClock);
        var rows = await query.Concat(clock).ToListAsync(cancellationToken);
        return new FoundRows(rows, rows.Find(static row => row.Kind == RowKind.Clock)!.At);
    }

    private long OwnNow => time.GetUtcNow().ToUnixTimeMilliseconds();
}
