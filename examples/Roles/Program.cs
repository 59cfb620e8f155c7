using JwtExtended.MinimalApi;

var app = WebApplication.CreateBuilder(args).Build();

Jwt.Initialize(app);

// What somebody may do comes from the application's records, never from the request.
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

// What the endpoint asks for adds to what the group asks for.
reports.MapPost("/", (Token token) => $"{token.Identity} writes a report.").RequireJwt(jwt => jwt.Scope("reports:write"));

reports.MapDelete("/{id:int}", (int id, Token token) => $"{token.Identity} deletes report {id}.").RequireJwt(jwt => jwt.Allow("ADMIN", "SUPER-ADMIN"));

reports.MapGet("/formats", () => "pdf, csv").WithoutJwt();

app.Run();

internal sealed record Login(string Username);
