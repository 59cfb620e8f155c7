using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>A context of the store alone, without anything of the application.</summary>
internal sealed class OwnContext(DbContextOptions<OwnContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var naming = this.GetService<IDbContextOptions>().FindExtension<OwnTableNaming>()!;
        modelBuilder.AddJwtSessions(naming.Schema, naming.Collation ?? Dialect.Of(Database.ProviderName).BinaryCollation);
    }
}
