using Microsoft.EntityFrameworkCore;

namespace Conduit.Data;

internal static class DatabaseSetup
{
    public static IServiceCollection AddConduitDatabase(this IServiceCollection services, string folder) =>
        services.AddDbContext<ConduitDbContext>(options => options.UseSqlite($"Data Source={Path.Combine(folder, "conduit.db")}"));

    /// <summary>Creates the tables on the first run. A real application has migrations.</summary>
    public static async Task CreateConduitDatabaseAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ConduitDbContext>().Database.EnsureCreatedAsync();
    }
}
