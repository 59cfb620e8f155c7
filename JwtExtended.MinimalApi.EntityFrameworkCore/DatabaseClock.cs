using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// The clock that all processes of one database share: that of the database if its query is known, otherwise that of this process.
/// </summary>
internal sealed class DatabaseClock(string? provider, TimeProvider time)
{
    public const string Sqlite = "Microsoft.EntityFrameworkCore.Sqlite";
    public const string Postgres = "Npgsql.EntityFrameworkCore.PostgreSQL";

    private readonly string? _sql = provider switch
    {
        // The Julian day of SQLite is exact to the millisecond.
        Sqlite => "SELECT CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) AS \"Value\"",
        Postgres => "SELECT FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint AS \"Value\"",
        _ => null,
    };

    /// <summary>Reads the clock.</summary>
    /// <returns>Unix time in milliseconds.</returns>
    public async ValueTask<long> NowAsync(DbContext context, CancellationToken cancellationToken) => _sql is null
        ? OwnNow
        : (await context.Database.SqlQueryRaw<long>(_sql).ToListAsync(cancellationToken))[0];

    /// <summary>Reads the clock in the same round trip as rows.</summary>
    /// <returns>The rows, with the time by which they expire.</returns>
    public async Task<FoundRows> ReadAsync(DbContext context, IQueryable<FoundRow> query, CancellationToken cancellationToken)
    {
        if (_sql is null)
            return new FoundRows(await query.ToListAsync(cancellationToken), OwnNow);
        var clock = context.Database.SqlQueryRaw<long>(_sql).Select(FoundRow.OfClock);
        var rows = await query.Concat(clock).ToListAsync(cancellationToken);
        return new FoundRows(rows, rows.Find(static row => row.Kind == RowKind.Clock)!.At);
    }

    private long OwnNow => time.GetUtcNow().ToUnixTimeMilliseconds();
}
