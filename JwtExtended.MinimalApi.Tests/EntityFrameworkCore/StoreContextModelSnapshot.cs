using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>The model of the migration, written out: a change of the package's model shows as a pending change.</summary>
[DbContext(typeof(StoreContext))]
public sealed class StoreContextModelSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity("JwtExtended.MinimalApi.JwtRevocationRow", row =>
        {
            row.Property<string>("Key").HasMaxLength(128).IsUnicode(false);
            row.Property<int>("Kind");
            row.Property<long>("At");
            row.Property<string>("ExceptSession").HasMaxLength(128).IsUnicode(false);
            row.Property<long?>("ExceptAt");
            row.Property<long?>("Expires");
            row.HasKey("Key");
            row.HasIndex("Expires");
            row.ToTable("JwtRevocations");
        });
        modelBuilder.Entity("JwtExtended.MinimalApi.JwtSessionRow", row =>
        {
            row.Property<string>("SessionKey").HasMaxLength(128).IsUnicode(false);
            row.Property<string>("IdentityKey").HasMaxLength(128).IsUnicode(false);
            row.Property<string>("SessionId").HasMaxLength(64).IsUnicode(false);
            row.Property<long>("Started");
            row.Property<long>("Root");
            row.Property<int>("Number");
            row.Property<int>("Parent");
            row.Property<long>("At");
            row.Property<long>("HandedOut");
            row.Property<bool>("Seen");
            row.Property<bool>("Revoked");
            row.Property<string>("Data").HasMaxLength(8192);
            row.Property<long?>("Expires");
            row.Property<int?>("ExpiryDay");
            row.HasKey("SessionKey");
            row.HasIndex("IdentityKey", "Started", "SessionKey").IsDescending(false, true, false);
            row.HasIndex("ExpiryDay");
            row.ToTable("JwtSessions");
        });
        modelBuilder.Entity("JwtExtended.MinimalApi.JwtKeyRow", row =>
        {
            row.Property<string>("GroupKey").HasMaxLength(128).IsUnicode(false);
            row.Property<string>("EntryId").HasMaxLength(128).IsUnicode(false);
            row.Property<string>("Value").IsRequired().HasMaxLength(8192).IsUnicode(false);
            row.HasKey("GroupKey", "EntryId");
            row.ToTable("JwtKeys");
        });
        modelBuilder.Entity("JwtExtended.MinimalApi.Tests.EntityFrameworkCore.Order", row =>
        {
            row.Property<int>("Id").ValueGeneratedOnAdd();
            row.Property<string>("Item").IsRequired();
            row.HasKey("Id");
            row.ToTable("Orders");
        });
    }
}
