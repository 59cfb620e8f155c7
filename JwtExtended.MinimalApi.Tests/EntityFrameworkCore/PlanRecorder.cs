using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>Records commands with their parameters, and asks the database how it executes them.</summary>
internal sealed partial class PlanRecorder : DbCommandInterceptor
{
    private readonly ConcurrentQueue<(string Sql, (string Name, object? Value)[] Parameters)> _commands = new();

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Record(command);
        return new(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default)
    {
        Record(command);
        return new(result);
    }

    /// <summary>Makes a call, and returns the plans of its commands without the values in them.</summary>
    public async Task<List<string>> OfAsync(DbContext context, string explain, Func<Task> call)
    {
        _commands.Clear();
        await call();
        var plans = new List<string>();
        foreach (var (sql, parameters) in _commands.ToArray())
            plans.Add(await ExplainAsync(context.Database.GetDbConnection(), $"{explain} {sql}", parameters));
        return plans;
    }

    private static async Task<string> ExplainAsync(DbConnection connection, string sql, (string Name, object? Value)[] parameters)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }

        var steps = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            steps.Add(Value().Replace(reader.GetString(reader.FieldCount - 1), "?"));
        return string.Join('\n', steps);
    }

    private void Record(DbCommand command) => _commands.Enqueue(
        (command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(item => (item.ParameterName, item.Value))]));

    [GeneratedRegex(@"'[^']*'|\b\d{3,}\b")]
    private static partial Regex Value();
}
