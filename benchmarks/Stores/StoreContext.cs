using Microsoft.EntityFrameworkCore;
using MySql.EntityFrameworkCore.Extensions;

namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>A context with only the tables of the package.</summary>
public sealed class StoreContext(DbContextOptions<StoreContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.AddJwtSessions(collation: Database.IsMySql() ? "utf8mb4_bin" : null);
}
