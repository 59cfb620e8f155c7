using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Benchmarks.Stores;

/// <summary>A context that holds nothing but the tables of the package.</summary>
public sealed class StoreContext(DbContextOptions<StoreContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddJwtSessions();
}
