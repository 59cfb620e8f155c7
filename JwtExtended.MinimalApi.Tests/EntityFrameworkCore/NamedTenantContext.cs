using Microsoft.EntityFrameworkCore;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>The same application, with names for its filters.</summary>
public sealed class NamedTenantContext(DbContextOptions<NamedTenantContext> options) : TenantContext(options)
{
    protected override string? FilterName => "tenant";
}
