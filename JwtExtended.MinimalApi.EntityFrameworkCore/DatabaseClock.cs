using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>The clock that all processes on one database share: the database's own where it is known how to ask, else the one of this process.</summary>
internal sealed class DatabaseClock(string? provider, TimeProvider time)
{
    private readonly string? _sql = provider switch
    {
        // The day of SQLite is exact to the millisecond.
        Sqlite => "SELECT CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) AS \"Value\"",
        "Npgsql.EntityFrameworkCore.PostgreSQL" => "SELECT FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint AS \"Value\"",
        _ => null,
    };

    /// <summary>Milliseconds since 1970.</summary>
    public async ValueTask<long> NowAsync(DbContext context, CancellationToken cancellationToken) => _sql is null
        ? time.GetUtcNow().ToUnixTimeMilliseconds()
        : (await context.Database.SqlQueryRaw<long>(_sql).ToListAsync(cancellationToken))[0];

    public const string Sqlite = "Microsoft.EntityFrameworkCore.Sqlite";
}
