using Microsoft.Data.Sqlite;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>A database file of one test.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jwt-sqlite-");

    public string Connection => $"Data Source={Path.Combine(_folder.FullName, "app.db")}";

    public void Dispose()
    {
        using (var connection = new SqliteConnection(Connection))
            SqliteConnection.ClearPool(connection);
        _folder.Delete(recursive: true);
    }
}
