using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>The context of an application that keeps tenants apart and writes an audit, in all of its entities.</summary>
public class TenantContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>The name of the filters, or null for filters without a name.</summary>
    protected virtual string? FilterName => null;

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("There is no user to write into the audit.");

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<string>().HaveMaxLength(40).AreUnicode();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddJwtSessions(collation: Database.ProviderName == "MySql.EntityFrameworkCore" ? "utf8mb4_bin" : null);
        Filter<JwtRevocationRow>(modelBuilder);
        Filter<JwtSessionRow>(modelBuilder);
    }

    private void Filter<T>(ModelBuilder modelBuilder)
        where T : class
    {
        var entity = modelBuilder.Entity<T>();
        entity.Property<int>("TenantId");
        entity.Property<bool>("IsDeleted");
        entity.Property<string>("ChangedBy").IsRequired();
        entity.Property<DateTime?>("ChangedAt");
        if (FilterName is { } name)
            entity.HasQueryFilter(name, row => EF.Property<int>(row, "TenantId") == 42).HasQueryFilter("deleted", row => false);
        else
            entity.HasQueryFilter(row => EF.Property<int>(row, "TenantId") == 42 && !EF.Property<bool>(row, "IsDeleted"));
    }
}
