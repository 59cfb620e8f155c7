using System.Data.Common;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Recognizes that a database has undone a statement, because it and others waited for each other.</summary>
internal static class Deadlock
{
    // MySql.Data has no SQLSTATE, but this entry.
    private const string ErrorCode = "Server Error Code";
    private const int MySqlDeadlock = 1213;

    /// <summary>Checks whether a deadlock, or a conflict of serializable transactions, is the cause of an exception.</summary>
    /// <returns>Whether the statement can be executed again.</returns>
    public static bool IsCauseOf(Exception e) => (e as DbException ?? e.InnerException as DbException) is { } failure
        && (failure.SqlState is "40001" or "40P01" || failure.Data[ErrorCode] is MySqlDeadlock);
}
