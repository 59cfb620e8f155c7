using System.Security.Cryptography;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>An empty database of an engine, by its name.</summary>
internal static class DatabaseChoice
{
    public const string Sqlite = "SQLite";
    public const string Postgres = "PostgreSQL";
    public const string MariaDb = "MariaDB";

    /// <summary>Creates a database without tables.</summary>
    /// <param name="engine">The name of the engine.</param>
    /// <param name="file">The file for SQLite.</param>
    /// <param name="settings">More settings for the connection string of PostgreSQL, from the first semicolon.</param>
    /// <returns>What selects it in the options of a context.</returns>
    public static async Task<Action<DbContextOptionsBuilder>> OfAsync(string engine, SqliteFile file, string settings = "")
    {
        var name = $"app_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        switch (engine)
        {
            case Postgres:
                var postgres = (await SharedEngines.PostgresAsync()).Connection;
                await ExecuteAsync(options => options.UseNpgsql(postgres), $"CREATE DATABASE {name}");
                var connection = postgres.Replace("Database=postgres", $"Database={name}", StringComparison.Ordinal) + settings;
                return options => options.UseNpgsql(connection);
            case MariaDb:
                var mariaDb = await SharedEngines.MariaDbAsync();
                await ExecuteAsync(options => options.UseMySQL(mariaDb.Connection("mysql")), $"CREATE DATABASE {name}");
                return options => options.UseMySQL(mariaDb.Connection(name));
            default:
                return options => options.UseSqlite(file.Connection);
        }
    }

    private static async Task ExecuteAsync(Action<DbContextOptionsBuilder> database, string sql)
    {
        var options = new DbContextOptionsBuilder();
        database(options);
        await using var context = new DbContext(options.Options);
        await context.Database.ExecuteSqlRawAsync(sql);
    }
}
