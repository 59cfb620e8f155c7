using JwtExtended.MinimalApi;

var app = WebApplication.CreateBuilder(args).Build();

Jwt.Initialize(app);

// The rights of a user come from the application's records, never from the request.
var users = new Dictionary<string, TokenDescriptor>
{
    ["alice"] = new() { Role = "ADMIN", Scopes = ["reports:read", "reports:write"] },
    ["bob"] = new() { Role = "EDITOR", Scopes = ["reports:read", "reports:write"] },
    ["carol"] = new() { Role = "READER", Scopes = ["reports:read"] },
    ["dave"] = new() { Role = "GUEST" },
    ["mallory"] = new() { Roles = ["ADMIN", "SUSPENDED"], Scopes = ["reports:read", "reports:write"] },
};

// A real application checks a password here.
app.MapPost("/login", (Login login) => users.TryGetValue(login.Username, out var rights)
    ? Results.Ok(new { access_token = Jwt.CreateAccessToken(login.Username, rights) })
    : Results.Unauthorized());

var reports = app.MapGroup("/reports").RequireJwt(jwt => jwt.Deny("SUSPENDED").Scope("reports:read"));

reports.MapGet("/", (Token token) => $"{token.Identity} reads the reports.");

// The requirements of the endpoint are added to those of the group.
reports.MapPost("/", (Token token) => $"{token.Identity} writes a report.").RequireJwt(jwt => jwt.Scope("reports:write"));

reports.MapDelete("/{id:int}", (int id, Token token) => $"{token.Identity} deletes report {id}.")
    .RequireJwt(jwt => jwt.Allow("ADMIN", "SUPER-ADMIN"));

reports.MapGet("/formats", () => "pdf, csv").WithoutJwt();

app.Run();

internal sealed record Login(string Username);
