using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>Tells with which connection string a context works.</summary>
internal sealed class ConnectionStrings : DbConnectionInterceptor
{
    public string? Last { get; private set; }

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Last = connection.ConnectionString;
        return base.ConnectionOpeningAsync(connection, eventData, result, cancellationToken);
    }
}
