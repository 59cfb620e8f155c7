using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// Finds out whether the tables of <see cref="OwnContext"/> exist, and creates them. The commands are not those of EF, which logs as an
/// error that a table is missing, or that another process was faster.
/// </summary>
internal static class OwnTables
{
    /// <summary>Requires the tables.</summary>
    /// <returns>A task that completes when they exist.</returns>
    /// <exception cref="OptionsValidationException">A table does not exist.</exception>
    public static async Task RequireAsync(OwnContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        if (await FindMissingAsync(context, cancellationToken) is not { Count: > 0 } missing)
            return;
        var names = string.Join(" and ", missing.Select(table => table.Name));
        throw new OptionsValidationException(nameof(OwnContext), typeof(OwnContext),
        [
            $"The database of the store has no table {names}. Create the tables with UseEntityFrameworkCore(..., createTables: true), once "
            + "with a user who may do so.",
        ]);
    }

    /// <summary>Creates those of the tables that do not exist.</summary>
    /// <returns>A task that completes when all exist, whichever process has created them.</returns>
    public static async Task CreateAsync(DbContextOptions<OwnContext> options, CancellationToken cancellationToken)
    {
        // Not one of the pool: what generates the commands is not needed again.
        await using var context = new OwnContext(options);
        var database = context.GetService<IRelationalDatabaseCreator>();
        // Sets what EF sets for every file of SQLite: readers do not wait for a writer.
        if (Dialect.Of(context.Database.ProviderName).IsFile && !await database.ExistsAsync(cancellationToken))
            await database.CreateAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        for (var attempt = 1; await FindMissingAsync(context, cancellationToken) is { Count: > 0 } missing; attempt++)
        {
            try
            {
                foreach (var table in missing)
                    await CreateAsync(context, table, cancellationToken);
            }
            catch (DbException) when (attempt < Attempts.Max)
            {
                // Another process may have been faster: then the table exists now.
            }
        }
    }

    private static async Task<List<RowTable>> FindMissingAsync(OwnContext context, CancellationToken cancellationToken)
    {
        var missing = new List<RowTable>();
        foreach (var row in new[] { typeof(JwtRevocationRow), typeof(JwtSessionRow), typeof(JwtKeyRow) })
        {
            var table = new RowTable(context, row);
            try
            {
                await ExecuteAsync(context, null, $"SELECT 1 FROM {table.Name} WHERE 1 = 0", cancellationToken);
            }
            catch (DbException e) when (MissingTable.IsCauseOf(e))
            {
                missing.Add(table);
            }
        }

        return missing;
    }

    private static async Task CreateAsync(OwnContext context, RowTable table, CancellationToken cancellationToken)
    {
        var model = context.GetService<IDesignTimeModel>().Model;
        var operations = context.GetService<IMigrationsModelDiffer>().GetDifferences(null, model.GetRelationalModel())
            .Where(operation => operation is EnsureSchemaOperation
                || (operation as CreateTableOperation)?.Name == table.UnquotedName
                || (operation as CreateIndexOperation)?.Table == table.UnquotedName);
        var commands = context.GetService<IMigrationsSqlGenerator>().Generate([.. operations], model);
        // Where the database has transactions for tables: a table has its indexes, or does not exist.
        await using var transaction = await context.Database.GetDbConnection().BeginTransactionAsync(cancellationToken);
        foreach (var command in commands)
            await ExecuteAsync(context, transaction, command.CommandText, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(
        OwnContext context, DbTransaction? transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = context.Database.GetCommandTimeout() ?? command.CommandTimeout;
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
