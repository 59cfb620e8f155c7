using JwtExtended.MinimalApi;
using Microsoft.EntityFrameworkCore;
using Sessions;

var builder = WebApplication.CreateBuilder(args);

// The database and the key are in the build output, so that they are not committed.
var data = builder.Configuration["Data"] ?? AppContext.BaseDirectory;
builder.Services.AddDbContext<AppDbContext>(options => options.UseSqlite($"Data Source={Path.Combine(data, "sessions.db")}"));

var app = builder.Build();

await using (var scope = app.Services.CreateAsyncScope())
    await scope.ServiceProvider.GetRequiredService<AppDbContext>().Database.EnsureCreatedAsync();

Jwt.Initialize(app, cfg =>
{
    if (cfg.SecretKey is null)
        cfg.Keys.Add(SecretFile.Ensure(Path.Combine(data, "signing.key")));
    if (app.Configuration["Redis"] is { Length: > 0 } redis)
        cfg.Revocation.UseRedis(redis);
    else
        cfg.Revocation.UseEntityFrameworkCore<AppDbContext>();
});

// A real application checks a password here.
app.MapPost("/login", (Login login, HttpRequest request, JwtService jwt) =>
    jwt.StartSessionAsync(login.Username, start: SessionStart.From(request.HttpContext)));

app.MapJwtRefresh("/refresh");
app.MapJwtLogout("/logout");
app.MapJwtLogoutAll("/logout/all");

app.MapGet("/me", (Token token) => new { token.Identity, token.SessionId }).RequireJwt();

app.MapGet("/devices", async (Token token, JwtService jwt) => (await jwt.GetSessionsAsync(token.Identity)).Select(device =>
    new { device.Id, device.UserAgent, device.Started, device.LastRefreshed, Current = device.Id == token.SessionId })).RequireJwt();

// The response for a session of another user is the same as for one that does not exist.
app.MapDelete("/devices/{id}", async (string id, Token token, JwtService jwt) =>
    await jwt.EndSessionAsync(token.Identity, id) ? Results.NoContent() : Results.NotFound()).RequireJwt();

// A real application sets the new password here. The other devices have to sign in again.
app.MapPost("/password", async (Token token, JwtService jwt) =>
{
    await jwt.RevokeAllExceptAsync(token);
    return Results.NoContent();
}).RequireJwt();

app.Run();

internal sealed record Login(string Username);
