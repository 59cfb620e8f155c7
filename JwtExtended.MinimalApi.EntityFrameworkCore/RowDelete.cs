using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Deletes rows by their keys, without the alias that EF gives a table: MariaDB refuses it.</summary>
internal static class RowDelete
{
    /// <summary>Deletes those of some rows that have expired.</summary>
    /// <typeparam name="TRow">The type of the rows.</typeparam>
    /// <returns>The number of rows that were deleted.</returns>
    public static async Task<int> DeleteExpiredAsync<TRow>(
        this DbContext context, string keyProperty, List<string> keys, string expiryProperty, long now)
    {
        var table = new RowTable(context, typeof(TRow));
        var (key, expires) = (table.Property(keyProperty), table.Property(expiryProperty));
        using var command = new RowCommand(context);
        var values = string.Join(", ", keys.Select(value => command.Parameter(key, value)));
        var sql = $"DELETE FROM {table.Name} WHERE {table.Column(key)} IN ({values}) "
            + $"AND {table.Column(expires)} <= {command.Parameter(expires, now)}";
        return await command.ExecuteAsync(sql, CancellationToken.None);
    }
}
