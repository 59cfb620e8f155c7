using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace JwtExtended.MinimalApi.EntityFrameworkCore;

/// <summary>Where the tables of <see cref="OwnContext"/> are: a part of its options, so that EF caches a model for each.</summary>
/// <param name="schema">The schema, or <see langword="null"/> for the default one.</param>
/// <param name="collation">The collation of the text columns, or <see langword="null"/> for a binary one or that of the database.</param>
internal sealed class OwnTableNaming(string? schema, string? collation) : IDbContextOptionsExtension
{
    public string? Schema => schema;

    public string? Collation => collation;

    public DbContextOptionsExtensionInfo Info => field ??= new NamingInfo(this);

    public void ApplyServices(IServiceCollection services)
    {
    }

    public void Validate(IDbContextOptions options)
    {
    }

    private sealed class NamingInfo(OwnTableNaming naming) : DbContextOptionsExtensionInfo(naming)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "";

        public override int GetServiceProviderHashCode() => HashCode.Combine(naming.Schema, naming.Collation);

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) =>
            other.Extension is OwnTableNaming own && own.Schema == naming.Schema && own.Collation == naming.Collation;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo)
        {
        }
    }
}
