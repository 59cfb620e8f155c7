using JwtExtended.MinimalApi.Tests.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JwtExtended.MinimalApi.Tests.Support.Peers;

/// <summary>An app on a store that others share. It listens until it is ended.</summary>
internal static class AppPeer
{
    public const string Redis = "redis";
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";
    public const string MariaDb = "mariadb";

    public static async Task RunAsync(string store, string connection, string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ApplicationName = "Peer" });
        // A request that fails because of the store would be logged at length.
        builder.Logging.SetMinimumLevel(LogLevel.None).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        builder.Services.AddDbContextPool<StoreContext>(
            options => _ = store switch
            {
                Postgres => options.UseNpgsql(connection),
                MariaDb => options.UseMySQL(connection),
                _ => options.UseSqlite(connection),
            });
        await using var app = builder.Build();
        if (store != Redis)
            await CreateTablesAsync(app.Services);

        Jwt.Initialize(app, cfg =>
        {
            if (store == Redis)
                cfg.Revocation.UseRedis(connection);
            else
                cfg.Revocation.UseEntityFrameworkCore<StoreContext>();
        });
        Map(app);
        await app.RunAsync();
    }

    private static void Map(WebApplication app)
    {
        app.MapPost("/login", (Login login, JwtService jwt) => jwt.StartSessionAsync(login.Username));
        // Without a record: the session is not in the store until it is refreshed.
        app.MapPost("/login/unrecorded", (Login login, JwtService jwt) => jwt.CreateTokenPair(login.Username));
        app.MapJwtRefresh("/refresh");
        app.MapJwtLogout("/logout");
        app.MapJwtLogoutAll("/logout/all");
        app.MapGet("/me", (Token token) => token.Identity).RequireJwt();
        app.MapDelete("/devices/current", async (Token token, JwtService jwt) =>
            await jwt.EndSessionAsync(token.Identity, token.SessionId!) ? Results.NoContent() : Results.NotFound()).RequireJwt();
    }

    private static async Task CreateTablesAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<StoreContext>().Database.EnsureCreatedAsync();
    }

    private sealed record Login(string Username);
}
