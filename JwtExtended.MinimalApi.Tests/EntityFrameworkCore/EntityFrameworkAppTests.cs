using System.Data;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tests.Support.Engines;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.EntityFrameworkCore;

/// <summary>Apps that store revocations in their own database.</summary>
[NonParallelizable]
public sealed class EntityFrameworkAppTests : IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Test]
    public async Task What_was_revoked_is_refused_after_a_restart_however_the_context_is_registered(
        [Values("context", "pool", "factory", "pooled factory")] string registration)
    {
        string revoked, other;
        await using (var app = await StartAsync(registration))
        {
            (revoked, other) = (app.Jwt.CreateAccessToken("alice"), app.Jwt.CreateAccessToken("alice"));
            (await app.SendAsync(HttpMethod.Post, "/logout", revoked)).Should().BeOk();
            (await app.GetAsync("/me", revoked)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        }

        await using var again = await StartAsync(registration);

        (await again.GetAsync("/me", revoked)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        (await again.GetAsync("/me", other)).Should().BeOk("alice");
    }

    [Test]
    [Category(Engine.Category)]
    public async Task What_a_request_rolls_back_stays_revoked()
    {
        var server = await SharedEngines.PostgresAsync();
        await using var app = await StartAsync(
            "context",
            options => options.UseNpgsql(server.Connection),
            routes => routes.MapPost("/failing", async (Token token, StoreContext context) =>
            {
                await using var transaction = await context.Database.BeginTransactionAsync();
                context.Orders.Add(new Order { Item = "lost" });
                await context.SaveChangesAsync();
                await token.RevokeAsync();
                await transaction.RollbackAsync();
            }).RequireJwt());
        var token = app.Jwt.CreateAccessToken("alice");

        (await app.SendAsync(HttpMethod.Post, "/failing", token)).Should().BeOk();

        (await app.GetAsync("/me", token)).Should().BeRefused(JwtErrorCode.TokenRevoked);
        using var scope = app.App.Services.CreateScope();
        (await scope.ServiceProvider.GetRequiredService<StoreContext>().Orders.AnyAsync(order => order.Item == "lost")).Should().BeFalse();
    }

    [Test]
    public async Task A_writer_that_locks_the_database_is_not_waited_for_longer_than_the_time_limit()
    {
        await using var app = await StartAsync("context");
        var token = app.Jwt.CreateAccessToken("alice");
        (await app.GetAsync("/me", token)).Should().BeOk("alice");
        await using var connection = new SqliteConnection(_file.Connection);
        await connection.OpenAsync();

        await using (await connection.BeginTransactionAsync(IsolationLevel.Serializable))
        {
            // Readers do not wait for a writer.
            (await app.GetAsync("/me", token)).Should().BeOk("alice");
            (await app.SendAsync(HttpMethod.Post, "/careless", token)).Should().BeRefused(JwtErrorCode.StoreUnavailable);
        }

        (await app.SendAsync(HttpMethod.Post, "/careless", token)).Should().BeOk();
        (await app.GetAsync("/me", token)).Should().BeRefused(JwtErrorCode.TokenRevoked);
    }

    [Test]
    public async Task A_database_without_the_tables_is_unavailable_and_refuses_every_token()
    {
        await using var app = await StartAsync("context", create: false);

        (await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"))).Should().BeRefused(JwtErrorCode.StoreUnavailable);
    }

    [Test]
    public async Task A_context_that_is_missing_or_lacks_the_tables_stops_the_start()
    {
        var missing = () => TestApp.StartAsync(_ => { }, cfg => cfg.Revocation.UseEntityFrameworkCore<StoreContext>());
        var bare = () => TestApp.StartAsync(
            _ => { },
            cfg => cfg.Revocation.UseEntityFrameworkCore<DbContext>(),
            builder => builder.Services.AddDbContext<DbContext>(options => options.UseSqlite(_file.Connection)));

        (await missing.Should().ThrowAsync<InvalidOperationException>())
            .WithMessage("*did not find StoreContext*AddDbContext<StoreContext>*");
        (await bare.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*modelBuilder.AddJwtSessions()*");
    }

    private Task<TestApp> StartAsync(
        string registration, Action<DbContextOptionsBuilder>? database = null, Action<WebApplication>? more = null, bool create = true)
    {
        database ??= options => options.UseSqlite(_file.Connection);
        return TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/me", (Token token) => token.Identity).RequireJwt();
                routes.MapPost("/logout", async (Token token) => await token.RevokeAsync()).RequireJwt();
                routes.MapPost("/careless", async (Token token) => await token.RevokeAsync()).RequireJwt(jwt => jwt.SkipRevocationCheck());
                more?.Invoke(routes);
            },
            cfg => cfg.Revocation.UseEntityFrameworkCore<StoreContext>(),
            builder =>
            {
                Register(builder.Services, registration, database);
                builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
            },
            app =>
            {
                using var scope = app.Services.CreateScope();
                if (create)
                    scope.ServiceProvider.GetRequiredService<StoreContext>().Database.EnsureCreated();
            });
    }

    private static IServiceCollection Register(
        IServiceCollection services, string registration, Action<DbContextOptionsBuilder> database) => registration switch
        {
            "context" => services.AddDbContext<StoreContext>(database),
            "pool" => services.AddDbContextPool<StoreContext>(database),
            "factory" => services.AddDbContextFactory<StoreContext>(database),
            _ => services.AddPooledDbContextFactory<StoreContext>(database),
        };
}
