using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// The clock that all processes of one database share: that of the database if its query is known, otherwise that of this process.
/// </summary>
internal sealed class DatabaseClock(string? provider, TimeProvider time)
{
    public const string Sqlite = "Microsoft.EntityFrameworkCore.Sqlite";

    private readonly string? _sql = provider switch
    {
        // The Julian day of SQLite is exact to the millisecond.
        Sqlite => "SELECT CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) AS \"Value\"",
        "Npgsql.EntityFrameworkCore.PostgreSQL" => "SELECT FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint AS \"Value\"",
        _ => null,
    };

    /// <summary>Reads the clock.</summary>
    /// <returns>Unix time in milliseconds.</returns>
    public async ValueTask<long> NowAsync(DbContext context, CancellationToken cancellationToken) => _sql is null
        ? time.GetUtcNow().ToUnixTimeMilliseconds()
        : (await context.Database.SqlQueryRaw<long>(_sql).ToListAsync(cancellationToken))[0];
}
