using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>Records every command, and can do something between them.</summary>
internal sealed class RecordingInterceptor : DbCommandInterceptor
{
    public ConcurrentQueue<string> Commands { get; } = new();

    public ConcurrentQueue<Exception> Failures { get; } = new();

    /// <summary>What runs before each write, once it is set.</summary>
    public Func<Task>? BeforeWrite { get; set; }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Commands.Enqueue(command.CommandText);
        return new(result);
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default)
    {
        Commands.Enqueue(command.CommandText);
        if (BeforeWrite is { } before)
            await before();
        return result;
    }

    public override Task CommandFailedAsync(
        DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Failures.Enqueue(eventData.Exception);
        return Task.CompletedTask;
    }
}
