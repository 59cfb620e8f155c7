using JwtExtended.MinimalApi.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi;

/// <summary>Extension methods to add the tables of revocations and sessions to a model.</summary>
public static class JwtSessionsModelBuilderExtensions
{
    /// <summary>
    /// Adds the tables <c>JwtRevocations</c> and <c>JwtSessions</c> to the model of a context. Call it in <c>OnModelCreating</c>, then add
    /// a migration. The columns are numbers, truth values and strings, which every relational database supports.
    /// </summary>
    /// <param name="modelBuilder">The model builder.</param>
    /// <param name="schema">The schema of the tables, or <see langword="null"/> for the default schema.</param>
    /// <returns>The same model builder.</returns>
    public static ModelBuilder AddJwtSessions(this ModelBuilder modelBuilder, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<JwtRevocationRow>(row =>
        {
            row.ToTable("JwtRevocations", schema);
            row.HasKey(r => r.Key);
            row.Property(r => r.Key).HasMaxLength(RowLimits.Key).IsUnicode(false);
            row.Property(r => r.ExceptSession).HasMaxLength(RowLimits.Key).IsUnicode(false);
            row.HasIndex(r => r.Expires);
        });
        modelBuilder.Entity<JwtSessionRow>(row =>
        {
            row.ToTable("JwtSessions", schema);
            row.HasKey(r => r.SessionKey);
            row.Property(r => r.SessionKey).HasMaxLength(RowLimits.Key).IsUnicode(false);
            row.Property(r => r.IdentityKey).HasMaxLength(RowLimits.Key).IsUnicode(false);
            row.Property(r => r.SessionId).HasMaxLength(RowLimits.SessionId).IsUnicode(false);
            row.Property(r => r.Data).HasMaxLength(RowLimits.Data);
            // The order of a list: a page is read where it begins.
            row.HasIndex(r => new { r.IdentityKey, r.Started, r.SessionKey }).IsDescending(false, true, false);
            row.HasIndex(r => r.ExpiryDay);
        });
        return modelBuilder;
    }
}
