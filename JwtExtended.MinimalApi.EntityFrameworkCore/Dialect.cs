namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>What differs between databases in the SQL that the store writes itself.</summary>
internal sealed class Dialect
{
    public static readonly Dialect Sqlite = new()
    {
        // The Julian day of SQLite is exact to the millisecond.
        Clock = "SELECT CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) AS \"Value\"",
        OnConflict = " ON CONFLICT DO NOTHING",
        IsFile = true,
        KeepsPresentRows = true,
        WaitsOnCallingThread = true,
    };

    public static readonly Dialect Postgres = new()
    {
        Clock = "SELECT FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint AS \"Value\"",
        OnConflict = " ON CONFLICT DO NOTHING",
        KeepsPresentRows = true,
    };

    /// <summary>MariaDB and MySQL.</summary>
    public static readonly Dialect MySql = new()
    {
        // UTC: a local time occurs twice when clocks go back.
        Clock = "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 AS `Value`",
        // ON DUPLICATE KEY UPDATE counts a row that was there like one that was inserted. IGNORE accepts values that do not fit, which
        // RowInsert refuses before.
        Insert = "INSERT IGNORE INTO",
        BinaryCollation = "utf8mb4_bin",
        KeepsPresentRows = true,
        MayCountChangedRows = true,
        WaitsOnCallingThread = true,
    };

    /// <summary>Any other database: standard SQL, and the clock of the process.</summary>
    public static readonly Dialect Standard = new();

    private Dialect()
    {
    }

    /// <summary>Gets the query of the clock, in Unix milliseconds, or <see langword="null"/> if it is unknown.</summary>
    public string? Clock { get; private init; }

    /// <summary>Gets how an INSERT begins, up to the table.</summary>
    public string Insert { get; private init; } = "INSERT INTO";

    /// <summary>Gets how an INSERT ends, after the values.</summary>
    public string OnConflict { get; private init; } = "";

    /// <summary>
    /// Gets a collation that distinguishes upper and lower case, or <see langword="null"/> if that of the database does, or it is unknown.
    /// </summary>
    public string? BinaryCollation { get; private init; }

    /// <summary>Gets whether a database is a file, which the application creates.</summary>
    public bool IsFile { get; private init; }

    /// <summary>Gets whether an INSERT of a key that exists affects no row. Otherwise, it fails.</summary>
    public bool KeepsPresentRows { get; private init; }

    /// <summary>Gets whether a connection string can make an UPDATE count only the rows whose values it has changed.</summary>
    public bool MayCountChangedRows { get; private init; }

    /// <summary>
    /// Gets whether calls wait on the calling thread, where a time limit has no effect: SQLite for a lock, MySql.Data for a connection of
    /// its pool.
    /// </summary>
    public bool WaitsOnCallingThread { get; private init; }

    /// <summary>Gets the dialect of a database provider.</summary>
    /// <returns>The dialect.</returns>
    public static Dialect Of(string? provider) => provider switch
    {
        "Microsoft.EntityFrameworkCore.Sqlite" => Sqlite,
        "Npgsql.EntityFrameworkCore.PostgreSQL" => Postgres,
        "MySql.EntityFrameworkCore" or "Pomelo.EntityFrameworkCore.MySql" or "Microting.EntityFrameworkCore.MySql" => MySql,
        _ => Standard,
    };
}
