using JwtExtended.MinimalApi;
using Keys;

var app = WebApplication.CreateBuilder(args).Build();

// In the build output, so that it is not committed.
var path = KeyFile.Ensure(app.Configuration["KeyFile"] ?? Path.Combine(AppContext.BaseDirectory, "signing.pem"));

Jwt.Initialize(app, cfg => cfg.Keys.AddPemFile(path));

app.MapJwks();
app.MapJwtDiscovery();

// A real application checks a password here, and looks the role up.
app.MapPost("/login/{username}", (string username) =>
    new { access_token = Jwt.CreateAccessToken(username, username == "alice" ? "ADMIN" : null) });

app.MapGet("/me", (Token token) => new { token.Identity, token.Kid }).RequireJwt();

var keys = app.MapGroup("/keys").RequireJwt(jwt => jwt.Allow("ADMIN"));

// In one step, as an example. A real rotation waits in between, until other services have fetched the published keys again.
keys.MapPost("/rotate", (JwtService jwt) =>
{
    var next = JwtKey.Generate(JwtAlgorithm.ES256);
    jwt.Keys.Add(next);
    jwt.Keys.Promote(next.Kid);
    return new { next.Kid };
});

keys.MapPost("/retire/{kid}", (string kid, JwtService jwt) =>
{
    if (kid == jwt.Keys.Signing.Kid)
        return Results.Conflict("This key signs. Rotate first.");
    if (jwt.Keys.Verifying.All(key => key.Kid != kid))
        return Results.NotFound();
    jwt.Keys.Retire(kid);
    return Results.NoContent();
});

app.Run();
