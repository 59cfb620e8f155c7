using JwtExtended.MinimalApi;
using Microsoft.EntityFrameworkCore;

namespace Sessions;

/// <summary>The application's own tables would stand here, beside those of the package.</summary>
internal sealed class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddJwtSessions();
}
