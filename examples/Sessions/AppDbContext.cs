using JwtExtended.MinimalApi;
using Microsoft.EntityFrameworkCore;

namespace Sessions;

/// <summary>The context of the application. It would also contain the application's own tables.</summary>
internal sealed class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddJwtSessions();
}
