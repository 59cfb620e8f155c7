using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Checks the settings of a database that the store depends on.</summary>
internal static class DatabaseCheck
{
    private static readonly string[] ChangedRowsSettings = ["UseAffectedRows", "Use Affected Rows"];

    /// <summary>Checks the settings.</summary>
    /// <returns>A task that completes when they are right.</returns>
    /// <exception cref="OptionsValidationException">With these settings, the store would not be safe.</exception>
    public static async Task RunAsync(DbContext context, Dialect dialect, CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        if (dialect.MayCountChangedRows && CountsChangedRows(context.Database.GetDbConnection().ConnectionString))
        {
            errors.Add(
                $"The connection string of {context.GetType().Name} sets UseAffectedRows: a write that changes no value would look like "
                + "one that lost a race. Remove the setting.");
        }

        if (await InexactColumnsAsync(context, cancellationToken) is { Count: > 0 } inexact)
        {
            errors.Add(
                $"The database does not distinguish upper and lower case in {string.Join(", ", inexact)}: one key could be taken for "
                + "another. Name a binary collation, such as modelBuilder.AddJwtSessions(collation: \"utf8mb4_bin\") for MariaDB and "
                + "MySQL, and add a migration.");
        }

        if (errors.Count > 0)
            throw new OptionsValidationException(context.GetType().Name, context.GetType(), errors);
    }

    private static bool CountsChangedRows(string connection)
    {
        var settings = new DbConnectionStringBuilder { ConnectionString = connection };
        return ChangedRowsSettings.Any(name => settings.TryGetValue(name, out var value)
            && value.ToString()!.ToUpperInvariant() is "TRUE" or "YES" or "1");
    }

    private static async Task<List<string>> InexactColumnsAsync(DbContext context, CancellationToken cancellationToken)
    {
        var columns = KeyColumns(context).ToList();
        var result = context.GetService<ISqlGenerationHelper>().DelimitIdentifier("Value");
        // Without a row, MIN is null and has the collation of its column: 'a' is compared by it.
        var sql = string.Join(" UNION ALL ", columns.Select((column, index) =>
            $"SELECT CASE WHEN COALESCE(MIN({column.Table.Column(column.Property)}), 'a') = 'A' THEN {index} ELSE -1 END AS {result} "
            + $"FROM {column.Table.Name} WHERE 1 = 0"));
        var found = await context.Database.SqlQueryRaw<int>(sql).ToListAsync(cancellationToken);
        return [.. found.Where(static index => index >= 0).Select(index => columns[index].Table.Describe(columns[index].Property))];
    }

    private static IEnumerable<(RowTable Table, IProperty Property)> KeyColumns(DbContext context)
    {
        var revocations = new RowTable(context, typeof(JwtRevocationRow));
        yield return (revocations, revocations.Property(nameof(JwtRevocationRow.Key)));
        yield return (revocations, revocations.Property(nameof(JwtRevocationRow.ExceptSession)));
        var sessions = new RowTable(context, typeof(JwtSessionRow));
        yield return (sessions, sessions.Property(nameof(JwtSessionRow.SessionKey)));
        yield return (sessions, sessions.Property(nameof(JwtSessionRow.IdentityKey)));
        var keys = new RowTable(context, typeof(JwtKeyRow));
        yield return (keys, keys.Property(nameof(JwtKeyRow.GroupKey)));
        yield return (keys, keys.Property(nameof(JwtKeyRow.EntryId)));
    }
}
