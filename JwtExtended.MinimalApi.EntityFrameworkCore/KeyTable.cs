using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Reads and writes the table of keys. Its primary key resolves races.</summary>
internal sealed class KeyTable(RowInsert insert)
{
    /// <summary>Reads the entries of a group.</summary>
    /// <returns>All entries.</returns>
    public static async Task<IReadOnlyList<StoredKey>> ListAsync(DbContext context, string group, CancellationToken cancellationToken)
    {
        var rows = await context.Rows<JwtKeyRow>().AsNoTracking()
            .Where(row => row.GroupKey == group)
            .Select(row => new { row.EntryId, row.Value })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(static row => new StoredKey(row.EntryId, row.Value))];
    }

    /// <summary>Adds an entry, unless there is one.</summary>
    /// <returns>Whether this call has added it.</returns>
    public async Task<bool> TryAddAsync(DbContext context, string group, StoredKey key, CancellationToken cancellationToken)
    {
        var row = new JwtKeyRow { GroupKey = group, EntryId = key.Id, Value = key.Value };
        for (var attempt = 1; ; attempt = Attempts.Next(attempt, "add a key"))
        {
            if (await insert.TryAsync(context, row, attempt, cancellationToken))
                return true;
            if (await context.Rows<JwtKeyRow>().AnyAsync(old => old.GroupKey == group && old.EntryId == key.Id, cancellationToken))
                return false;
        }
    }

    /// <summary>Deletes an entry.</summary>
    /// <returns>A task that completes when it is gone.</returns>
    public static async Task DeleteAsync(DbContext context, string group, string id, CancellationToken cancellationToken)
    {
        var table = new RowTable(context, typeof(JwtKeyRow));
        var (groupKey, entryId) = (table.Property(nameof(JwtKeyRow.GroupKey)), table.Property(nameof(JwtKeyRow.EntryId)));
        using var command = new RowCommand(context);
        // Without the alias that EF gives a table: MariaDB refuses it.
        var sql = $"DELETE FROM {table.Name} WHERE {table.Column(groupKey)} = {command.Parameter(groupKey, group)} "
            + $"AND {table.Column(entryId)} = {command.Parameter(entryId, id)}";
        await command.ExecuteAsync(sql, cancellationToken);
    }
}
