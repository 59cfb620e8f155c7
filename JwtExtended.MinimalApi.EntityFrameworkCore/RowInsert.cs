using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// Inserts a row that another process may insert at the same time. The primary key of the table resolves the race: for SQLite and
/// PostgreSQL without an exception, which EF would log as an error.
/// </summary>
internal static class RowInsert
{
    /// <summary>Inserts a row.</summary>
    /// <param name="context">The context.</param>
    /// <param name="row">The row.</param>
    /// <param name="attempt">The number of the caller's attempt, from 1.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns><see langword="true"/> if the row was inserted; <see langword="false"/> if the caller must read the table again.</returns>
    /// <exception cref="DbException">The insert failed for another reason than a race.</exception>
    /// <exception cref="DbUpdateException">The last attempt failed, by the database of another provider.</exception>
    public static async Task<bool> TryInsertAsync(this DbContext context, object row, int attempt, CancellationToken cancellationToken)
    {
        if (context.Database.ProviderName is DatabaseClock.Sqlite or DatabaseClock.Postgres)
            return await InsertUnlessPresentAsync(context, row, cancellationToken) > 0;
        context.Add(row);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException) when (attempt < Attempts.Max)
        {
            return false;
        }
        finally
        {
            context.ChangeTracker.Clear();
        }
    }

    private static async Task<int> InsertUnlessPresentAsync(DbContext context, object row, CancellationToken cancellationToken)
    {
        var type = context.Model.FindEntityType(row.GetType())!;
        var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
        var names = context.GetService<ISqlGenerationHelper>();
        using var command = context.Database.GetDbConnection().CreateCommand();
        var (columns, parameters) = (new List<string>(), new List<DbParameter>());
        foreach (var property in type.GetProperties().Where(static property => !property.IsShadowProperty()))
        {
            columns.Add(names.DelimitIdentifier(property.GetColumnName(table)!));
            parameters.Add(property.GetRelationalTypeMapping().CreateParameter(
                command, names.GenerateParameterName($"p{parameters.Count}"), property.GetGetter().GetClrValue(row), property.IsNullable));
        }

        var sql = $"INSERT INTO {names.DelimitIdentifier(table.Name, table.Schema)} ({string.Join(", ", columns)}) "
            + $"VALUES ({string.Join(", ", parameters.Select(static parameter => parameter.ParameterName))}) ON CONFLICT DO NOTHING";
        return await context.Database.ExecuteSqlRawAsync(sql, parameters, cancellationToken);
    }
}
