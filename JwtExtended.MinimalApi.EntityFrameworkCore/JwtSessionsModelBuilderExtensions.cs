using JwtExtended.MinimalApi.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to add the tables of revocations, sessions and keys to a model.</summary>
public static class JwtSessionsModelBuilderExtensions
{
    /// <summary>
    /// Adds the tables <c>JwtRevocations</c>, <c>JwtSessions</c> and <c>JwtKeys</c> to the model of a context. Call it in
    /// <c>OnModelCreating</c>, then add a migration. The columns are numbers, truth values and strings, which every relational database
    /// supports.
    /// </summary>
    /// <param name="modelBuilder">The model builder.</param>
    /// <param name="schema">The schema of the tables, or <see langword="null"/> for the default schema.</param>
    /// <param name="collation">
    /// The collation of the text columns, or <see langword="null"/> for that of the database. It must distinguish upper and lower case, or
    /// the application does not start. The defaults of MariaDB, MySQL and SQL Server do not: name a binary one there, such as
    /// <c>utf8mb4_bin</c> or <c>Latin1_General_100_BIN2</c>.
    /// </param>
    /// <returns>The same model builder.</returns>
    public static ModelBuilder AddJwtSessions(this ModelBuilder modelBuilder, string? schema = null, string? collation = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<JwtRevocationRow>(row =>
        {
            row.ToTable("JwtRevocations", schema);
            row.HasKey(r => r.Key);
            row.Property(r => r.Key).IsText(RowLimits.Key, collation).IsUnicode(false);
            row.Property(r => r.ExceptSession).IsText(RowLimits.Key, collation).IsUnicode(false);
            row.HasIndex(r => r.Expires);
        });
        modelBuilder.Entity<JwtSessionRow>(row =>
        {
            row.ToTable("JwtSessions", schema);
            row.HasKey(r => r.SessionKey);
            row.Property(r => r.SessionKey).IsText(RowLimits.Key, collation).IsUnicode(false);
            row.Property(r => r.IdentityKey).IsText(RowLimits.Key, collation).IsUnicode(false);
            row.Property(r => r.SessionId).IsText(RowLimits.SessionId, collation).IsUnicode(false);
            row.Property(r => r.Data).IsText(RowLimits.Data, collation);
            // The order of a list: a page is read where it begins.
            row.HasIndex(r => new { r.IdentityKey, r.Started, r.SessionKey }).IsDescending(false, true, false);
            row.HasIndex(r => r.ExpiryDay);
        });
        modelBuilder.Entity<JwtKeyRow>(row =>
        {
            row.ToTable("JwtKeys", schema);
            row.HasKey(r => new { r.GroupKey, r.EntryId });
            row.Property(r => r.GroupKey).IsText(RowLimits.Key, collation).IsUnicode(false);
            row.Property(r => r.EntryId).IsText(RowLimits.Key, collation).IsUnicode(false);
            row.Property(r => r.Value).IsText(RowLimits.StoredKey, collation).IsUnicode(false);
        });
        return modelBuilder;
    }

    private static PropertyBuilder<T> IsText<T>(this PropertyBuilder<T> property, int maxLength, string? collation)
    {
        property.HasMaxLength(maxLength);
        // MySql.EntityFrameworkCore reads only an annotation of its own, which other providers ignore.
        return collation is null ? property : property.UseCollation(collation).HasAnnotation("MySQL:Collation", collation);
    }
}
