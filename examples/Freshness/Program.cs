using JwtExtended.MinimalApi;

var app = WebApplication.CreateBuilder(args).Build();

Jwt.Initialize(app);

// A real application checks a password here. For five minutes after that, the user may change it.
app.MapPost("/login", (Login login) => Jwt.CreateTokenPair(login.Username, new TokenDescriptor { FreshFor = TimeSpan.FromMinutes(5) }));

// No password was checked for this token: From() copies the claims of the login, except its freshness.
app.MapPost("/refresh", (Token token) => new { access_token = Jwt.CreateAccessToken(token.Identity, TokenDescriptor.From(token)) })
    .RequireRefreshJwt();

app.MapGet("/me", (Token token) => new { token.Identity, token.Fresh }).RequireJwt();

app.MapPost("/password", (NewPassword change, Token token) =>
        $"The new password of {token.Identity} has {change.Password.Length} characters.")
    .RequireFreshJwt();

app.Run();

internal sealed record Login(string Username);

internal sealed record NewPassword(string Password);
