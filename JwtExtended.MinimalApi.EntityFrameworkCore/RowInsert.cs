using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// Inserts a row that another process may insert at the same time. The primary key of the table resolves the race: where the dialect has
/// words for it without an exception, which EF would log as an error.
/// </summary>
internal sealed class RowInsert(Dialect dialect)
{
    /// <summary>Inserts a row.</summary>
    /// <param name="context">The context.</param>
    /// <param name="row">The row.</param>
    /// <param name="attempt">The number of the caller's attempt, from 1.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns><see langword="true"/> if the row was inserted; <see langword="false"/> if the caller must read the table again.</returns>
    /// <exception cref="DbException">The insert failed for another reason than a race, or at the last attempt.</exception>
    /// <exception cref="ArgumentException">A value does not fit into its column.</exception>
    public async Task<bool> TryAsync(DbContext context, object row, int attempt, CancellationToken cancellationToken)
    {
        var table = new RowTable(context, row.GetType());
        using var command = new RowCommand(context);
        var (columns, values) = (new List<string>(), new List<string>());
        foreach (var property in table.Properties)
        {
            var value = RowTable.ValueOf(property, row);
            Check(table, property, value);
            columns.Add(table.Column(property));
            values.Add(command.Parameter(property, value));
        }

        var sql = $"{dialect.Insert} {table.Name} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", values)}){dialect.OnConflict}";
        try
        {
            return await command.ExecuteAsync(sql, cancellationToken) > 0;
        }
        catch (DbException) when (!dialect.KeepsPresentRows && attempt < Attempts.Max)
        {
            return false;
        }
    }

    // A database that truncates a key, or replaces a character of it, stores another key: what was revoked would not be found.
    private static void Check(RowTable table, IProperty property, object? value)
    {
        if (value is not string text)
            return;
        if (text.Length > property.GetMaxLength())
        {
            throw new ArgumentException(
                $"A value of {table.Describe(property)} has {text.Length} characters; the column has {property.GetMaxLength()}.");
        }

        if (property.IsUnicode() == false && !Ascii.IsValid(text))
            throw new ArgumentException($"A value of {table.Describe(property)} has characters outside ASCII. Use a hash of the text.");
    }
}
