using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>Adds rows of sessions, several hundred in a statement.</summary>
internal sealed class RowFill(IServiceProvider services, string? settle) : ISessionFill
{
    private const int RowsOfAStatement = 500;
    private const int StatementsOfATransaction = 100;
    private const int SettleSeconds = 120;

    public async Task AddAsync(string sessionId, int count)
    {
        await using var scope = services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<StoreContext>();
        var original = await context.Set<JwtSessionRow>().AsNoTracking().SingleAsync(row => row.SessionId == sessionId);
        await context.Database.OpenConnectionAsync();
        // Not with ExecuteDelete, whose alias MariaDB refuses.
        var names = context.GetService<ISqlGenerationHelper>();
        await ExecuteAsync(
            context,
            $"DELETE FROM {names.DelimitIdentifier("JwtSessions")} WHERE {names.DelimitIdentifier("SessionKey")} = "
            + Literal(original.SessionKey));
        var all = Enumerable.Range(0, count).Select(_ => Copy(context, original)).Prepend(original);
        foreach (var transaction in all.Chunk(RowsOfAStatement * StatementsOfATransaction))
            await InsertAsync(context, transaction);
        if (settle is not null)
            await ExecuteAsync(context, settle);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task ExecuteAsync(StoreContext context, string sql)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandTimeout = SettleSeconds;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static JwtSessionRow Copy(StoreContext context, JwtSessionRow original)
    {
        var copy = (JwtSessionRow)context.Entry(original).CurrentValues.ToObject();
        copy.SessionKey = SessionText.NewKey();
        copy.IdentityKey = SessionText.NewKey();
        copy.SessionId = SessionText.NewId(original.SessionId!);
        return copy;
    }

    private static async Task InsertAsync(StoreContext context, JwtSessionRow[] rows)
    {
        var names = context.GetService<ISqlGenerationHelper>();
        var type = context.Model.FindEntityType(typeof(JwtSessionRow))!;
        var columns = type.GetProperties().ToArray();
        var insert = $"INSERT INTO {names.DelimitIdentifier(type.GetTableName()!)} "
            + $"({string.Join(", ", columns.Select(column => names.DelimitIdentifier(column.GetColumnName())))}) VALUES ";
        var connection = context.Database.GetDbConnection();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var some in rows.Chunk(RowsOfAStatement))
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = insert + string.Join(",", some.Select(row => Values(columns, row)));
            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }

    private static string Values(IProperty[] columns, JwtSessionRow row)
    {
        var values = new StringBuilder("(");
        foreach (var column in columns)
            values.Append(values.Length > 1 ? "," : "").Append(Literal(column.GetGetter().GetClrValue(row)));
        return values.Append(')').ToString();
    }

    private static string Literal(object? value) => value switch
    {
        null => "NULL",
        string text when !text.AsSpan().ContainsAny('\'', '\\') => $"'{text}'",
        bool flag => flag ? "TRUE" : "FALSE",
        int or long => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ => throw new NotSupportedException($"'{value}' cannot be written as a literal."),
    };
}
