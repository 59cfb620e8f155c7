using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>
/// Makes PostgreSQL plan the commands of <see cref="OwnContext"/> once for each connection, instead of at each call. Connections are not
/// reset between two calls either: no command of the store changes their state.
/// </summary>
internal static class PostgresConnection
{
    private static readonly (string Name, object Value)[] Settings = [("Max Auto Prepare", 20), ("No Reset On Close", true)];

    /// <summary>
    /// Adds the settings that the connection string of Npgsql does not name. Data sources stay as they are.
    /// </summary>
    /// <param name="options">The options of the context.</param>
    public static void PrepareCommands(DbContextOptionsBuilder options)
    {
        var relational = options.Options.Extensions.OfType<RelationalOptionsExtension>().FirstOrDefault();
        if (relational?.ConnectionString is not { } text || Dialect.Of(ProviderOf(relational)) != Dialect.Postgres)
            return;
        var connection = new DbConnectionStringBuilder { ConnectionString = text };
        var named = connection.Keys.Cast<string>().Select(WithoutSpaces).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in Settings)
        {
            if (!named.Contains(WithoutSpaces(name)))
                connection[name] = value;
        }

        var prepared = relational.WithConnectionString(connection.ConnectionString);
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(prepared);
    }

    private static string? ProviderOf(RelationalOptionsExtension relational) => relational.GetType().Assembly.GetName().Name;

    private static string WithoutSpaces(string name) => name.Replace(" ", "", StringComparison.Ordinal);
}
