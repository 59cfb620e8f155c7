using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>Records every query.</summary>
internal sealed class CountingInterceptor : DbCommandInterceptor
{
    public ConcurrentQueue<string> Queries { get; } = new();

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Queries.Enqueue(command.CommandText);
        return new(result);
    }
}
