using JwtExtended.MinimalApi;

var app = WebApplication.CreateBuilder(args).Build();

Jwt.Initialize(app);

// A real application checks a password here.
app.MapPost("/login", (Login login) => new { access_token = Jwt.CreateAccessToken(login.Username) });

app.MapGet("/protected", (Token token) => new { token.Identity, token.Type, token.RawData, token.Exp }).RequireJwt();

app.MapGet("/hello", (Token? token) => $"Hello {token?.Identity ?? "stranger"}").OptionalJwt();

app.Run();

internal sealed record Login(string Username);
