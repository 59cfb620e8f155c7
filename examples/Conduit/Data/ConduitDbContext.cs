using JwtExtended.MinimalApi;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Data;

/// <summary>The tables of the application, and those of the sessions.</summary>
internal sealed class ConduitDbContext(DbContextOptions<ConduitDbContext> options) : DbContext(options)
{
    // Upper and lower case are the same: "Alice" cannot pass herself off as "alice".
    private const string IgnoreCase = "NOCASE";

    public DbSet<User> Users => Set<User>();

    public DbSet<Follow> Follows => Set<Follow>();

    public DbSet<Article> Articles => Set<Article>();

    public DbSet<Favorite> Favorites => Set<Favorite>();

    public DbSet<Comment> Comments => Set<Comment>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddJwtSessions();
        modelBuilder.Entity<User>(user =>
        {
            user.Property(u => u.Username).UseCollation(IgnoreCase);
            // A request that began before a change of the password or the address cannot undo it.
            user.Property(u => u.Email).UseCollation(IgnoreCase).IsConcurrencyToken();
            user.Property(u => u.PasswordHash).IsConcurrencyToken();
            user.HasIndex(u => u.Username).IsUnique();
            user.HasIndex(u => u.Email).IsUnique();
        });
        modelBuilder.Entity<Follow>(follow =>
        {
            follow.HasKey(f => new { f.FollowerId, f.FollowedId });
            follow.HasOne(f => f.Follower).WithMany();
            follow.HasOne(f => f.Followed).WithMany(u => u.Followers);
        });
        modelBuilder.Entity<Article>().HasIndex(a => a.Slug).IsUnique();
        modelBuilder.Entity<Favorite>().HasKey(f => new { f.UserId, f.ArticleId });
    }
}
