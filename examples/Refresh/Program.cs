using JwtExtended.MinimalApi;

var app = WebApplication.CreateBuilder(args).Build();

Jwt.Initialize(app, cfg =>
{
    cfg.AccessTokenExpires = TimeSpan.FromMinutes(5);
    cfg.RefreshTokenExpires = TimeSpan.FromDays(7);
});

// A real application checks a password here.
app.MapPost("/login", (Login login) => Jwt.CreateTokenPair(login.Username, new TokenDescriptor { Role = "READER" }));

// From() keeps the role and the session of the login.
app.MapPost("/refresh", (Token token) => new { access_token = Jwt.CreateAccessToken(token.Identity, TokenDescriptor.From(token)) })
    .RequireRefreshJwt();

app.MapGet("/protected", (Token token) => new { token.Identity, token.Role, token.SessionId }).RequireJwt();

app.Run();

internal sealed record Login(string Username);
