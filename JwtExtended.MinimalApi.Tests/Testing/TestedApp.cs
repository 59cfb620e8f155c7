using JwtExtended.MinimalApi.Tests.Support;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JwtExtended.MinimalApi.Tests.Testing;

/// <summary>An app in memory, as a user of the testing package would test it.</summary>
internal sealed class TestedApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestedApp(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    public JwtService Jwt => MinimalApi.Jwt.For(Services);

    public FakeTimeProvider Time => (FakeTimeProvider)Services.GetRequiredService<TimeProvider>();

    public Uri Address
    {
        set => ((TestServer)Services.GetRequiredService<IServer>()).BaseAddress = value;
    }

    public static async Task<TestedApp> StartAsync(Action<JwtOptions>? configure = null, string environment = "Production")
    {
        var builder = TestApp.CreateBuilder(environment);
        builder.WebHost.UseTestServer();
        var app = builder.Build();
        MinimalApi.Jwt.Initialize(app, configure);
        app.MapGet("/me", (Token token) => token.Identity).RequireJwt();
        app.MapPost("/notes", (Token token) => token.Identity).RequireJwt();
        app.MapGet("/number", (Token token) => Results.Content("not JSON", "application/json")).RequireJwt();
        app.MapGet("/admin", () => "admin").RequireJwt(jwt => jwt.Allow("ADMIN"));
        app.MapGet("/fresh", () => "fresh").RequireFreshJwt();
        app.MapJwtRefresh();
        app.MapJwtLogout();
        await app.StartAsync();
        return new TestedApp(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
