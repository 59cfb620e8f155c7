using JwtExtended.MinimalApi;

var app = WebApplication.CreateBuilder(args).Build();

Jwt.Initialize(app);

// A real application checks a password here.
app.MapPost("/login", (Login login) => Jwt.CreateTokenPair(login.Username));

app.MapGet("/protected", (Token token) => $"Hello {token.Identity}").RequireJwt();

// An access token is revoked by itself, a refresh token together with its session.
app.MapPost("/logout", (Token token) => token.RevokeAsync()).RequireJwt(jwt => jwt.AnyType());

app.MapPost("/logout/all", (Token token) => Jwt.RevokeAllAsync(token.Identity)).RequireJwt();

app.Run();

internal sealed record Login(string Username);
