using System.Data.Common;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Recognizes that a statement has failed because its table does not exist.</summary>
internal static class MissingTable
{
    // SQLite has no code of its own for it.
    private const string SqliteMessage = "no such table";

    // MySql.Data has no SQLSTATE, but this entry.
    private const string ErrorCode = "Server Error Code";
    private const int MySqlNoSuchTable = 1146;

    /// <summary>Checks whether a missing table is the cause of an exception.</summary>
    /// <returns>Whether the table does not exist.</returns>
    public static bool IsCauseOf(DbException e) =>
        e.SqlState is "42P01" or "42S02" || e.Data[ErrorCode] is MySqlNoSuchTable
        || (e.SqlState is null && e.Message.Contains(SqliteMessage, StringComparison.Ordinal));
}
