using Microsoft.EntityFrameworkCore;
using MySql.EntityFrameworkCore.Extensions;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>The context of an application, with its own table beside those of the package.</summary>
public sealed class StoreContext(DbContextOptions<StoreContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.AddJwtSessions(collation: Database.IsMySql() ? "utf8mb4_bin" : null);
}
